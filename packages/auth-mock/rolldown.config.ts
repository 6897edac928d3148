import { defineConfig } from 'rolldown'

import manifest from './package.json' with { type: 'json' }

/**
 * Bundles the modules into one file for each entry point and one for what they share, because each module costs
 * 0.2 ms at every start of every program. What few programs need is loaded on demand, from chunks of its own. The
 * code is readable as it is; tsc checks the sources and writes their declarations.
 */
export default defineConfig({
  input: Object.fromEntries(
    ['index', 'node', 'browser', 'optimization', 'server', 'cli', 'bin'].map((name) => [
      name,
      `src/${name}.ts`,
    ]),
  ),
  external: [
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.peerDependencies),
    /^msw\//,
    /^node:/,
  ],
  platform: 'neutral',
  transform: { target: 'es2022' },
  output: {
    dir: 'dist',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: {
      groups: [
        { name: 'core', test: /\/src\/(?:engine|contract|faults|journal|tokens|util|wire)\// },
        { name: 'server', test: /\/src\/server\/(?!admin\/|certificate)/ },
        { name: 'msw', test: /\/src\/msw\// },
        { name: 'cli', test: /\/src\/cli\/(?:main|flags|log|first-line|wait-for-stop)/ },
      ],
    },
  },
})
