import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { folderStore } from '@qci-client/auth/node'

/** How often a writing process is killed: `FOLDER_KILLS=1000` for the whole proof. */
const kills = Number(process.env['FOLDER_KILLS'] ?? 40)

let parent: string
let folder: string

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'folder-store-'))
  folder = join(parent, 'tokens')
})

afterEach(() => rm(parent, { recursive: true, force: true }))

/** Makes a file look as old as this, by the clock of the file system. */
async function age(path: string, ms: number): Promise<void> {
  const at = new Date(Date.now() - ms)
  await utimes(path, at, at)
}

describe('folderStore', () => {
  test('folderStore returns the value that was set, and undefined for other keys', async () => {
    const store = folderStore(folder)
    expect(await store.get('key')).toBeUndefined()
    await store.set('key', 'value', 1_000)
    expect(await store.get('key')).toBe('value')
    await store.set('key', 'another', 1_000)
    expect(await store.get('key')).toBe('another')
  })

  test('folderStore removes a key that is set to an empty text', async () => {
    const store = folderStore(folder)
    await store.set('key', 'value', 1_000)
    await store.set('key', '', 1)
    expect(await store.get('key')).toBeUndefined()
    expect(await readdir(folder)).toEqual([])
  })

  test('folderStore reports the remaining life by the age of the file, and 1 ms after the expiry', async () => {
    const store = folderStore(folder)
    await store.set('key', 'value', 100_000)
    await age(join(folder, 'key'), 40_000)
    const leftMs = Number(await store.leftMs('key'))
    expect(leftMs).toBeGreaterThan(50_000)
    expect(leftMs).toBeLessThanOrEqual(60_100)
    await age(join(folder, 'key'), 101_000)
    expect(await store.leftMs('key')).toBe(1)
    expect(await store.leftMs('another')).toBeUndefined()
  })

  test('folderStore grants one of 20 simultaneous claims', async () => {
    const store = folderStore(folder)
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, id) => store.claim('key', `${id}`, 5_000)),
    )
    expect(claims.filter(Boolean)).toHaveLength(1)
  })

  test('folderStore grants one of 20 simultaneous claims in place of an expired one', async () => {
    const store = folderStore(folder)
    await store.claim('key', 'dead', 5_000)
    await age(join(folder, 'key'), 6_000)
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, id) => store.claim('key', `${id}`, 5_000)),
    )
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['key'])
  })

  test.each(['', 'no life of its own'])(
    'folderStore grants a claim in place of an invalid file: "%s"',
    async (text) => {
      const store = folderStore(folder)
      await store.get('key')
      await writeFile(join(folder, 'key'), text)
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, id) => store.claim('key', `${id}`, 5_000)),
      )
      expect(claims.filter(Boolean)).toHaveLength(1)
      expect(await store.claim('key', 'late', 5_000)).toBe(false)
    },
  )

  test('folderStore works in a folder that is named like a temporary file, and does not remove it', async () => {
    await mkdir(join(folder, '.qci-auth-tmp-old'), { recursive: true, mode: 0o700 })
    await age(join(folder, '.qci-auth-tmp-old'), 61_000)
    const store = folderStore(folder)
    await store.set('key', 'value', 1_000)
    expect((await readdir(folder)).toSorted()).toEqual(['.qci-auth-tmp-old', 'key'])
  })

  test('folderStore creates the folder with mode 0700 and files with mode 0600', async () => {
    const store = folderStore(folder)
    await store.set('qci-auth:key', 'value', 1_000)
    await store.claim('qci-auth:lease', 'value', 1_000)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    for (const name of await readdir(folder)) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
    }
  })

  test('folderStore rejects a folder that other users can write to', async () => {
    await mkdir(folder)
    await chmod(folder, 0o777)
    await expect(folderStore(folder).get('key')).rejects.toMatchObject({
      message: `${folder} can be written by other users. Run "chmod 700" on it`,
      code: 'ERR_QCI_AUTH_UNSAFE_FOLDER',
    })
  })

  test('folderStore rejects a symbolic link in place of the folder', async () => {
    await mkdir(join(parent, 'elsewhere'))
    await symlink(join(parent, 'elsewhere'), folder)
    await expect(folderStore(folder).get('key')).rejects.toThrow('is a symbolic link or not a folder')
  })

  test.skipIf(process.getuid?.() !== 0)('folderStore rejects a folder that another user owns', async () => {
    await mkdir(folder, { mode: 0o700 })
    const { chown } = await import('node:fs/promises')
    await chown(folder, 12_345, 12_345)
    await expect(folderStore(folder).get('key')).rejects.toThrow('belongs to another user (uid 12345)')
  })

  test('folderStore does not follow a symbolic link in place of a file', async () => {
    const store = folderStore(folder)
    await store.set('key', 'value', 1_000)
    await writeFile(join(parent, 'foreign'), '1000\nforeign')
    await rm(join(folder, 'key'))
    await symlink(join(parent, 'foreign'), join(folder, 'key'))
    expect(await store.get('key')).toBeUndefined()
    await store.set('key', 'value', 1_000)
    expect(await readFile(join(parent, 'foreign'), 'utf8')).toBe('1000\nforeign')
  })

  test('folderStore removes temporary files of killed processes, and no others', async () => {
    await folderStore(folder).set('key', 'value', 1_000)
    await writeFile(join(folder, '.qci-auth-tmp-old'), '')
    await age(join(folder, '.qci-auth-tmp-old'), 61_000)
    await writeFile(join(folder, '.qci-auth-tmp-new'), '')
    await folderStore(folder).get('key')
    expect((await readdir(folder)).toSorted()).toEqual(['.qci-auth-tmp-new', 'key'])
  })

  test('folderStore writes no file outside of its folder, whatever the key', async () => {
    await folderStore(folder).set('../outside', 'value', 1_000)
    expect(await readdir(parent)).toEqual(['tokens'])
  })

  test(
    `a process of folderStore that is killed at any moment leaves a readable file or none (${kills} times)`,
    { timeout: 300_000 },
    async () => {
      const writer = `
      import { folderStore } from '@qci-client/auth/node'
      const store = folderStore(process.argv[1])
      process.stdout.write('ready')
      for (let count = 0; ; count += 1) await store.set('key', 'x'.repeat(4096 + (count % 7)) + 'end', 1000)`
      const args = ['--conditions=@qci-client/source', '--input-type=module', '--eval', writer, folder]
      let readable = 0
      for (let kill = 0; kill < kills; kill += 1) {
        const child = spawn(process.execPath, args, {
          cwd: import.meta.dirname,
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        await once(child.stdout, 'data')
        await sleep(Math.random() * 4) // a random moment
        child.kill('SIGKILL')
        await once(child, 'exit')
        const value = await folderStore(folder).get('key')
        expect(value ?? 'x'.repeat(4_096) + 'end').toMatch(/^x{4096,4102}end$/)
        if (value !== undefined) readable += 1
      }
    },
  )
})
