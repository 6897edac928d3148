import type { UserConfig } from 'tsdown'

/**
 * What tsdown does for every library. The code is readable as it is, and there are no source maps: with the sources
 * that they need, they would be a third of what is installed.
 */
export const buildOptions: UserConfig = {
  platform: 'neutral',
  target: 'es2022',
  deps: { neverBundle: /^node:/ },
  dts: { generator: 'oxc' },
  hash: false,
}

/** For a library that is published as ESM (`.js`) and as CommonJS (`.cjs`). */
export const bothFormats: UserConfig = {
  ...buildOptions,
  format: ['esm', 'cjs'],
  outputOptions: { comments: { jsdoc: false } }, // the declarations have them
}

/** Declares `Symbol.dispose` for programs whose `lib` is older. Such comments of sources do not reach declarations. */
export const disposableLib = { dts: '/// <reference lib="esnext.disposable" preserve="true" />' }
