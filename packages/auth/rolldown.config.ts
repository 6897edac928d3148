import { defineConfig } from 'rolldown'

import { bundleBothFormats } from '../../scripts/bundle-both-formats.ts'

/**
 * One file per entry point: an import that loads one file takes a third of the time of one that loads three packages.
 * The dependencies are not in it: only their types are needed, by the declarations.
 */
export default defineConfig(
  bundleBothFormats({
    input: ['src/index.ts', 'src/share.ts', 'src/node.ts'],
    external: { esm: ['openapi-fetch'], cjs: ['openapi-fetch'] },
  }),
)
