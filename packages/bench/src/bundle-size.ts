import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

import { rolldown } from 'rolldown'

import { formatKb } from './formats.ts'
import { toConstant } from './row.ts'
import type { Row } from './row.ts'

/** The size of the code that a browser loads for an AuthClient. */
export async function measureBundleSize(): Promise<Row> {
  const bytes = await bundle("export { AuthClient } from '@qci-client/auth'")
  const openapiFetchBytes = await bundle("export { default } from 'openapi-fetch'")
  return {
    what: 'bundle of AuthClient and its imports, brotli',
    goal: { atMost: 10_900 },
    measured: toConstant(bytes),
    format: formatKb,
    details: `rolldown, minified; openapi-fetch, which authMiddleware's users have: ${formatKb(openapiFetchBytes)}`,
  }
}

/** The brotli-compressed bytes of a minified bundle of this program. */
async function bundle(program: string): Promise<number> {
  const entry = join(import.meta.dirname, 'entry.js') // exists only here
  await using build = await rolldown({
    input: entry,
    platform: 'browser',
    plugins: [
      {
        name: 'entry',
        load: (id) => (id === entry ? program : null),
        resolveId: (id) => (id === entry ? id : null),
      },
    ],
  })
  const { output } = await build.generate({ format: 'esm', minify: true })
  return brotliCompressSync(output[0].code).length
}
