import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { findTokenCache } from '../src/config/token-cache.ts'
import { run } from './support/command.ts'
import { makeFolder } from './support/temporary-folder.ts'

/** An API that counts exchanges, and an environment whose cache is in a folder of its own. */
async function setUp() {
  const api = await startAuthMockServer()
  const folder = await makeFolder()
  const cache = join(folder.path, 'cache')
  return {
    api,
    cache,
    env: { ...api.env, QCI_AUTH_CACHE: cache } as Record<string, string>,
    countExchanges: () => api.mock.journal.count({ operation: 'postAccessTokens' }),
    async [Symbol.asyncDispose]() {
      await api.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('the token cache', () => {
  test('runs in sequence share one exchange and print the same access token', async () => {
    await using world = await setUp()
    const outputs = new Set<string>()
    for (let count = 0; count < 3; count += 1) {
      const { status, stdout, stderr } = await run(['token'], { env: world.env })
      expect([status, stderr]).toEqual([0, ''])
      outputs.add(stdout)
    }
    expect(outputs.size).toBe(1)
    expect(world.countExchanges()).toBe(1)
  })

  test('runs at the same time share one exchange', async () => {
    await using world = await setUp()
    world.api.mock.faults.add({ kind: 'latency', delayMs: 300, times: 'forever' })
    const runs = await Promise.all(Array.from({ length: 6 }, () => run(['token'], { env: world.env })))
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1)
    expect(world.countExchanges()).toBe(1)
  })

  test('--no-cache and QCI_AUTH_CACHE=off turn it off', async () => {
    await using world = await setUp()
    await run(['token', '--no-cache'], { env: world.env })
    await run(['token'], { env: { ...world.env, QCI_AUTH_CACHE: 'off' } })
    expect(world.countExchanges()).toBe(2)
    await expect(readdir(world.cache)).rejects.toThrow('ENOENT')
  })

  test('its files hold no token, and only their owner can read them', async () => {
    await using world = await setUp()
    const { stdout } = await run(['token'], { env: world.env })
    const names = await readdir(world.cache)
    expect(names).toHaveLength(1)
    const file = join(world.cache, names[0]!)
    const text = await readFile(file, 'utf8')
    expect(text).not.toContain(stdout.trim())
    expect(text).not.toContain(world.api.env.QCI_TOKEN)
    expect([(await stat(world.cache)).mode & 0o777, (await stat(file)).mode & 0o777]).toEqual([0o700, 0o600])
  })

  test('a folder that cannot be made is no error', async () => {
    await using world = await setUp()
    const file = join(world.cache, '..', 'file')
    await writeFile(file, '')
    const { status, stderr } = await run(['token'], {
      env: { ...world.env, QCI_AUTH_CACHE: join(file, 'x') },
    })
    expect([status, stderr]).toEqual([0, ''])
  })

  test('a folder into which others can write is not used, with a warning', async () => {
    await using world = await setUp()
    await mkdir(world.cache)
    await chmod(world.cache, 0o777)
    const { status, stderr } = await run(['token'], { env: world.env })
    expect(status).toBe(0)
    expect(stderr).toContain('The token cache is not used:')
    expect(await readdir(world.cache)).toEqual([])
  })

  test('a cached access token is used although the API token was revoked meanwhile; --no-cache is not', async () => {
    await using world = await setUp()
    await run(['token'], { env: world.env })
    world.api.mock.tokens.revoke(world.api.env.QCI_TOKEN)
    const { status } = await run(['token', '--no-cache'], { env: world.env })
    expect(status).toBe(3)
    expect((await run(['token'], { env: world.env })).status).toBe(0)
  })

  test('cache path prints the folder, cache clear removes its files and no others', async () => {
    await using world = await setUp()
    await run(['token'], { env: world.env })
    await writeFile(join(world.cache, 'foreign'), '')
    expect(await run(['cache', 'path'], { env: world.env })).toMatchObject({ stdout: `${world.cache}\n` })
    const cleared = await run(['cache', 'clear'], { env: world.env })
    expect(cleared).toMatchObject({ status: 0, stdout: `Removed 1 file from ${world.cache}.\n` })
    expect(await readdir(world.cache)).toEqual(['foreign'])
  })

  test('with the cache off, cache path ends with 2 and prints no path, cache clear has nothing to do', async () => {
    const env = { QCI_AUTH_CACHE: 'off' }
    const path = await run(['cache', 'path'], { env })
    expect([path.status, path.stdout]).toEqual([2, ''])
    expect(path.stderr).toContain('The token cache is off, by QCI_AUTH_CACHE, so it has no folder.')
    const clear = await run(['cache', 'clear'], { env })
    expect(clear).toMatchObject({
      status: 0,
      stdout: 'The token cache is off, by QCI_AUTH_CACHE: nothing to clear.\n',
    })
  })

  test('cache clear follows no symbolic link in place of the folder', async () => {
    await using world = await setUp()
    await run(['token'], { env: world.env })
    const link = join(world.cache, '..', 'link')
    await symlink(world.cache, link)
    const { status, stderr } = await run(['cache', 'clear'], { env: { ...world.env, QCI_AUTH_CACHE: link } })
    expect([status, stderr]).toEqual([2, expect.stringContaining('it is a symbolic link')])
    expect(await readdir(world.cache)).toHaveLength(1)
  })

  test('doctor reports the folder and does not use it', async () => {
    await using world = await setUp()
    await run(['token'], { env: world.env })
    const { stdout } = await run(['doctor'], { env: world.env })
    expect(stdout).toContain(world.cache)
    expect(world.countExchanges()).toBe(2)
  })
})

describe('findTokenCache', () => {
  test.each<[platform: NodeJS.Platform, env: Record<string, string>, folder: string]>([
    ['linux', { HOME: '/home/ada' }, join('/home/ada', '.cache', 'qci-auth')],
    ['linux', { HOME: '/home/ada', XDG_CACHE_HOME: '/cache' }, join('/cache', 'qci-auth')],
    ['linux', { HOME: '/home/ada', XDG_CACHE_HOME: 'relative' }, join('/home/ada', '.cache', 'qci-auth')],
    ['darwin', { HOME: '/Users/ada' }, join('/Users/ada', 'Library', 'Caches', 'qci-auth')],
    ['win32', { LOCALAPPDATA: '/local' }, join('/local', 'qci-auth')],
    ['linux', { HOME: '/home/ada', QCI_AUTH_CACHE: '/shared' }, '/shared'],
  ])('on %s with %o it is %s', (platform, env, folder) => {
    expect(findTokenCache({}, env, platform)).toEqual({ folder })
  })

  test.each(['off', 'OFF', 'false', 'no', '0'])('there is none with QCI_AUTH_CACHE=%s', (value) => {
    expect(findTokenCache({}, { HOME: '/home/ada', QCI_AUTH_CACHE: value }, 'linux').folder).toBeUndefined()
  })

  test('there is none without a home on Windows', () => {
    expect(findTokenCache({}, {}, 'win32')).toEqual({
      folder: undefined,
      reason: 'off, because there is no home folder',
    })
  })
})
