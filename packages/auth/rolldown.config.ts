import { defineConfig } from 'rolldown'

import { bundleBothFormats } from '../../scripts/bundle-both-formats.ts'

/**
 * The dependencies are bundled: an import that loads one file takes a third of the time of one that loads three
 * packages. They stay dependencies, for the declarations refer to their types.
 */
export default defineConfig(
  bundleBothFormats({
    input: ['src/index.ts', 'src/share.ts', 'src/node.ts'],
    external: { esm: [], cjs: [] },
  }),
)
