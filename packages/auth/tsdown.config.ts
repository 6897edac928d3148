import { defineConfig } from 'tsdown'

import { bothFormats, disposableLib } from '../../scripts/build-options.ts'

/**
 * One file per entry point: an import that loads one file takes a third of the time of one that loads three packages.
 * The dependencies are not in it: only their types are needed, by the declarations.
 */
export default defineConfig({
  ...bothFormats,
  entry: ['src/index.ts', 'src/share.ts', 'src/node.ts'],
  banner: disposableLib,
})
