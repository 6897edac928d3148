import type { Plugin, RolldownOptions } from 'rolldown'

/** What its license requires. A plain comment, which minifiers remove: programs that bundle have the package itself. */
const BANNER =
  '// Contains openapi-fetch, Copyright (c) 2023 Drew Powers, MIT License: https://openapi-ts.dev/openapi-fetch/'

/** What is bundled. */
interface Bundles {
  /** The entry points. */
  readonly input: string[]
  /** By format, the dependencies that are not bundled. */
  readonly external: Record<'esm' | 'cjs', string[]>
}

/**
 * The configuration of Rolldown for a package that is published as ESM (`dist/index.js`) and as CommonJS
 * (`dist/cjs/index.js`), readable. Without source maps: with the sources that they need, they would be
 * a third of what is installed.
 */
export function bundleBothFormats({ input, external }: Bundles): RolldownOptions[] {
  return (['esm', 'cjs'] as const).map((format) => ({
    input,
    external: [...external[format], /^node:/],
    platform: 'neutral',
    transform: { target: 'es2022' },
    plugins: format === 'cjs' ? [commonJsFolder] : [],
    output: {
      dir: format === 'cjs' ? 'dist/cjs' : 'dist',
      format,
      exports: 'named',
      banner: external[format].includes('openapi-fetch') ? '' : BANNER,
      comments: { jsdoc: false }, // the declarations have them
    },
  }))
}

/** Makes Node and TypeScript take the `.js` and `.d.ts` files of the folder for CommonJS. */
const commonJsFolder: Plugin = {
  name: 'commonjs-folder',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' })
  },
}
