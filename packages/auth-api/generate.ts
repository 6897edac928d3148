/**
 * Generates two files from the contract: `openapi.json` (bundled into one document; at the top of the package, where
 * every kind of module resolution finds it) and `src/generated/auth-v1.ts` (its types).
 *
 * With `--check` nothing is written: it fails when a committed file is not what it would write.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { bundle, createConfig } from '@redocly/openapi-core'
import openapiTS, { astToString, COMMENT_HEADER, type OpenAPI3 } from 'openapi-typescript'

const contract = fileURLToPath(import.meta.resolve('../../spec/auth-v1.openapi.yaml'))
const check = process.argv.includes('--check')

const { bundle: document, problems } = await bundle({ ref: contract, config: await createConfig({}) })
if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'))

const openapi = document.parsed as OpenAPI3
const generated = {
  'openapi.json': `${JSON.stringify(openapi, null, 2)}\n`,
  'src/generated/auth-v1.ts': COMMENT_HEADER + astToString(await openapiTS(structuredClone(openapi))),
}

for (const [name, text] of Object.entries(generated)) {
  const file = new URL(name, import.meta.url)
  if (!check) await writeFile(file, text)
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`packages/auth-api/${name} is stale: run "pnpm generate" and commit it.`)
    process.exitCode = 1
  }
}
