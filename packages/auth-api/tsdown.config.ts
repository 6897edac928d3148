import { defineConfig } from 'tsdown'

import { bothFormats } from '../../scripts/build-options.ts'

/** What its license requires. A plain comment, which minifiers remove: programs that bundle have the package itself. */
const BANNER =
  '// Contains openapi-fetch, Copyright (c) 2023 Drew Powers, MIT License: https://openapi-ts.dev/openapi-fetch/'

/** ESM shares openapi-fetch with the program. CommonJS bundles it, so that no test runner has to resolve it. */
export default defineConfig([
  { ...bothFormats, format: 'esm' },
  {
    ...bothFormats,
    format: 'cjs',
    deps: { alwaysBundle: 'openapi-fetch', dts: { alwaysBundle: [] } },
    banner: { js: BANNER },
  },
])
