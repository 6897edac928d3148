import { createRequire } from 'node:module'
import { join } from 'node:path'

import { createOptimizationApi } from '@qci-client/auth-mock/optimization'
import { startAuthMockServer } from '@qci-client/auth-mock/server'
import { rolldown } from 'rolldown'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'

import { readRecipes } from './support/recipes.ts'
import { createReader } from './support/user.ts'

const files = await readRecipes()
const reader = await createReader(files)
afterAll(() => reader[Symbol.asyncDispose]())

/** The path of the program that an optional package has downloaded, or `undefined`. */
function findProgram(load: () => string): string | undefined {
  try {
    return load()
  } catch {
    return undefined
  }
}

const require = createRequire(import.meta.url)
const hasWorkerd = findProgram(() => {
  createRequire(require.resolve('miniflare'))('workerd')
  return 'workerd'
})
const deno = findProgram(() => require.resolve('deno/package.json'))

/** Starts the Worker of a recipe twice, with one storage. The function that is returned sends a request to one of them. */
async function startWorkers(
  file: string,
  bindings: Record<string, string>,
): Promise<(worker: 'first' | 'second') => Promise<unknown>> {
  const { Miniflare } = await import('miniflare')
  await using bundle = await rolldown({
    input: join(reader.folder, 'stores', file),
    platform: 'neutral',
    external: ['cloudflare:workers'],
    resolve: { conditionNames: ['workerd', 'import', 'default'] },
  })
  const { output } = await bundle.generate({ format: 'esm' })
  const tokenObject = { className: 'TokenObject', scriptName: 'first', useSQLite: true }
  const miniflare = new Miniflare({
    cf: false, // no request to Cloudflare for the location
    workers: ['first', 'second'].map((name) => ({
      name,
      modules: true,
      script: output[0].code,
      compatibilityDate: '2026-07-30',
      bindings,
      ...(file === 'kv.ts'
        ? { kvNamespaces: { TOKENS: 'tokens' } }
        : { durableObjects: { TOKENS: tokenObject } }),
    })),
  })
  onTestFinished(() => miniflare.dispose())
  return async (name) => {
    const worker = (await miniflare.getWorker(name)) as unknown as { fetch: typeof globalThis.fetch }
    return (await worker.fetch('http://worker.example/')).json()
  }
}

describe.skipIf(!hasWorkerd)('Cloudflare (skipped without workerd)', () => {
  test('stores/durable-object.ts shares one access token between Workers that start together', async () => {
    await using api = await startAuthMockServer({ handlers: createOptimizationApi })
    const call = await startWorkers('durable-object.ts', { ...api.env })
    const allocations: unknown = expect.objectContaining({ allocations: expect.any(Object) })
    expect(await Promise.all([call('first'), call('second')])).toEqual([allocations, allocations])
    expect(api.mock.journal.tokenRequests()).toHaveLength(1)
  })

  test('stores/kv.ts shares one access token between a Worker and one that starts later', async () => {
    await using api = await startAuthMockServer({ handlers: createOptimizationApi })
    const call = await startWorkers('kv.ts', { ...api.env })
    const allocations: unknown = expect.objectContaining({ allocations: expect.any(Object) })
    expect([await call('first'), await call('second')]).toEqual([allocations, allocations])
    expect(api.mock.journal.tokenRequests()).toHaveLength(1)
  })
})

test.skipIf(!deno)(
  'stores/deno-kv.ts shares one access token between clients (skipped without Deno)',
  async () => {
    await using api = await startAuthMockServer()
    await reader.write('stores/deno.json', '{ "nodeModulesDir": "manual" }')
    const { output } = files.find(({ name }) => name === 'deno-kv.ts')!
    const env = { ...api.env, DENO_DIR: join(reader.folder, 'deno') }
    const args = [
      'node_modules/deno/bin.cjs',
      'run',
      '--quiet',
      '--no-check',
      '--unstable-kv',
      '--allow-all',
      'stores/deno-kv.ts',
    ]
    expect(await reader.run(process.execPath, args, env)).toMatchObject({
      stdout: output,
      stderr: '',
      code: 0,
    })
    expect(api.mock.journal.tokenRequests()).toHaveLength(1)
  },
)
