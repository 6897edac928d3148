import { join } from 'node:path'

import { createOptimizationApi } from '@qci-client/auth-mock/optimization'
import { startAuthMockServer } from '@qci-client/auth-mock/server'
import { rolldown } from 'rolldown'
import { afterAll, expect, test } from 'vitest'

import { findCode, readRecipes } from './support/recipes.ts'
import { createReader } from './support/user.ts'

const files = await readRecipes()
const reader = await createReader(files)
afterAll(() => reader[Symbol.asyncDispose]())

/** Bundles a module with all its dependencies, as Next.js does for each route. */
async function createBundle(name: string, input: string): Promise<void> {
  await using bundle = await rolldown({ input: join(reader.folder, input), platform: 'node' })
  await bundle.write({ file: join(reader.folder, 'next', name), format: 'esm' })
}

/** Loads two bundles of a route without secrets, then requests both. Returns how many exchanges that took. */
async function countExchanges(route: string): Promise<{ stdout: string; exchanges: number }> {
  await using api = await startAuthMockServer({ handlers: createOptimizationApi })
  await createBundle('first.mjs', route)
  await createBundle('second.mjs', route)
  const program = `
    const routes = [await import('./first.mjs'), await import('./second.mjs')]
    console.log('loaded')
    Object.assign(process.env, ${JSON.stringify(api.env)})
    for (const { GET } of routes) console.log((await GET()).status)
  `
  await reader.write('next/program.mjs', program)
  const { stdout } = await reader.run(process.execPath, ['next/program.mjs'], {
    QCI_API_URL: '',
    QCI_TOKEN: '',
  })
  return { stdout, exchanges: api.mock.journal.tokenRequests().length }
}

const ROUTE = 'app/api/allocations/route.ts'

test('next: two bundles load without secrets and share one client', async () => {
  expect(await countExchanges(`next/${ROUTE}`)).toEqual({ stdout: 'loaded\n200\n200\n', exchanges: 1 })
})

test('next: without the recipe, each bundle makes an exchange of its own', async () => {
  const perModule = `
    import { AuthClient } from '@qci-client/auth'
    let client: AuthClient | undefined
    export const getQciClient = () => (client ??= new AuthClient())
  `
  await reader.write('per-module/qci-client.ts', perModule)
  await reader.write(`per-module/${ROUTE}`, findCode(files, 'next', ROUTE))
  expect(await countExchanges(`per-module/${ROUTE}`)).toEqual({
    stdout: 'loaded\n200\n200\n',
    exchanges: 2,
  })
})

test('next: a client at the top of a module fails where the secrets are absent', async () => {
  await reader.write('next/top.mjs', "import { AuthClient } from '@qci-client/auth'\nnew AuthClient()")
  const run = await reader.run(process.execPath, ['next/top.mjs'], { QCI_API_URL: '', QCI_TOKEN: '' })
  expect(run.stderr).toContain('ConfigurationError')
  expect(run.code).toBe(1)
})
