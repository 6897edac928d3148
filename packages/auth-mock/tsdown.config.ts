import { defineConfig } from 'tsdown'

import { buildOptions, disposableLib } from '../../scripts/build-options.ts'

/**
 * Bundles the modules into one file for each entry point and one for what they share, because each module costs
 * 0.2 ms at every start of every program. What few programs need is loaded on demand, from chunks of its own.
 */
export default defineConfig({
  ...buildOptions,
  entry: ['index', 'node', 'browser', 'optimization', 'server', 'cli', 'bin'].map((name) => `src/${name}.ts`),
  banner: disposableLib,
  outputOptions: {
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: {
      // Of the code alone: declarations, `.d.ts`, get chunks of their own.
      groups: [
        { name: 'core', test: /\/src\/(?:engine|contract|faults|journal|tokens|util|wire)\/[^.]+\.[jt]s$/ },
        { name: 'server', test: /\/src\/server\/(?!admin\/|certificate)[^.]+\.ts$/ },
        { name: 'msw', test: /\/src\/msw\/[^.]+\.ts$/ },
        { name: 'cli', test: /\/src\/cli\/(?:main|flags|log|first-line|wait-for-stop)\.ts$/ },
      ],
    },
  },
})
