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
  test('consecutive runs share one exchange and print the same access token', async () => {
    await using setup = await setUp()
    const outputs = new Set<string>()
    for (let count = 0; count < 3; count += 1) {
      const { status, stdout, stderr } = await run(['token'], { env: setup.env })
      expect([status, stderr]).toEqual([0, ''])
      outputs.add(stdout)
    }
    expect(outputs.size).toBe(1)
    expect(setup.countExchanges()).toBe(1)
  })

  test('concurrent runs share one exchange', async () => {
    await using setup = await setUp()
    setup.api.mock.faults.add({ kind: 'latency', delayMs: 300, times: 'forever' })
    const runs = await Promise.all(Array.from({ length: 6 }, () => run(['token'], { env: setup.env })))
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1)
    expect(setup.countExchanges()).toBe(1)
  })

  test('--no-cache and QCI_AUTH_CACHE=off turn the token cache off', async () => {
    await using setup = await setUp()
    await run(['token', '--no-cache'], { env: setup.env })
    await run(['token'], { env: { ...setup.env, QCI_AUTH_CACHE: 'off' } })
    expect(setup.countExchanges()).toBe(2)
    await expect(readdir(setup.cache)).rejects.toThrow('ENOENT')
  })

  test('files of the token cache contain no readable token, and only their owner can read them', async () => {
    await using setup = await setUp()
    const { stdout } = await run(['token'], { env: setup.env })
    const names = await readdir(setup.cache)
    expect(names).toHaveLength(1)
    const file = join(setup.cache, names[0]!)
    const text = await readFile(file, 'utf8')
    expect(text).not.toContain(stdout.trim())
    expect(text).not.toContain(setup.api.env.QCI_TOKEN)
    expect([(await stat(setup.cache)).mode & 0o777, (await stat(file)).mode & 0o777]).toEqual([0o700, 0o600])
  })

  test('a cache folder that cannot be created is not an error', async () => {
    await using setup = await setUp()
    const file = join(setup.cache, '..', 'file')
    await writeFile(file, '')
    const { status, stderr } = await run(['token'], {
      env: { ...setup.env, QCI_AUTH_CACHE: join(file, 'x') },
    })
    expect([status, stderr]).toEqual([0, ''])
  })

  test('a cache folder that other users can write to is not used, with a warning', async () => {
    await using setup = await setUp()
    await mkdir(setup.cache)
    await chmod(setup.cache, 0o777)
    const { status, stderr } = await run(['token'], { env: setup.env })
    expect(status).toBe(0)
    expect(stderr).toContain('The token cache is not used:')
    expect(await readdir(setup.cache)).toEqual([])
  })

  test('a cached access token is used after its API token was revoked, but not with --no-cache', async () => {
    await using setup = await setUp()
    await run(['token'], { env: setup.env })
    setup.api.mock.tokens.revoke(setup.api.env.QCI_TOKEN)
    const { status } = await run(['token', '--no-cache'], { env: setup.env })
    expect(status).toBe(3)
    expect((await run(['token'], { env: setup.env })).status).toBe(0)
  })

  test('cache path prints the cache folder, and cache clear removes its files and no others', async () => {
    await using setup = await setUp()
    await run(['token'], { env: setup.env })
    await writeFile(join(setup.cache, 'foreign'), '')
    expect(await run(['cache', 'path'], { env: setup.env })).toMatchObject({ stdout: `${setup.cache}\n` })
    const cleared = await run(['cache', 'clear'], { env: setup.env })
    expect(cleared).toMatchObject({ status: 0, stdout: `Removed 1 file from ${setup.cache}.\n` })
    expect(await readdir(setup.cache)).toEqual(['foreign'])
  })

  test('with the cache off, cache path ends with 2 and prints no path, and cache clear has nothing to do', async () => {
    const env = { QCI_AUTH_CACHE: 'off' }
    const path = await run(['cache', 'path'], { env })
    expect([path.status, path.stdout]).toEqual([2, ''])
    expect(path.stderr).toContain('The token cache is turned off by QCI_AUTH_CACHE: it has no folder.')
    const clear = await run(['cache', 'clear'], { env })
    expect(clear).toMatchObject({
      status: 0,
      stdout: 'The token cache is turned off by QCI_AUTH_CACHE: nothing to clear.\n',
    })
  })

  test('cache clear does not follow a symbolic link in place of the cache folder', async () => {
    await using setup = await setUp()
    await run(['token'], { env: setup.env })
    const link = join(setup.cache, '..', 'link')
    await symlink(setup.cache, link)
    const { status, stderr } = await run(['cache', 'clear'], { env: { ...setup.env, QCI_AUTH_CACHE: link } })
    expect([status, stderr]).toEqual([2, expect.stringContaining('it is a symbolic link')])
    expect(await readdir(setup.cache)).toHaveLength(1)
  })

  test('doctor reports the cache folder and does not use it', async () => {
    await using setup = await setUp()
    await run(['token'], { env: setup.env })
    const { stdout } = await run(['doctor'], { env: setup.env })
    expect(stdout).toContain(setup.cache)
    expect(setup.countExchanges()).toBe(2)
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
  ])('on %s with %o the cache folder is %s', (platform, env, folder) => {
    expect(findTokenCache({}, env, platform)).toEqual({ folder })
  })

  test.each(['off', 'OFF', 'false', 'no', '0'])(
    'there is no cache folder with QCI_AUTH_CACHE=%s',
    (value) => {
      expect(findTokenCache({}, { HOME: '/home/ada', QCI_AUTH_CACHE: value }, 'linux').folder).toBeUndefined()
    },
  )

  test('there is no cache folder on Windows without a home folder', () => {
    expect(findTokenCache({}, {}, 'win32')).toEqual({
      folder: undefined,
      reason: 'off because there is no home folder',
    })
  })
})
