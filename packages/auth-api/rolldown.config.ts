import { defineConfig } from 'rolldown'

import { bundleBothFormats } from '../../scripts/bundle-both-formats.ts'

/** ESM shares openapi-fetch with the program. CommonJS bundles it, so that no test runner has to resolve it. */
export default defineConfig(
  bundleBothFormats({ input: ['src/index.ts'], external: { esm: ['openapi-fetch'], cjs: [] } }),
)
