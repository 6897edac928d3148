import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

const home = resolve(import.meta.dirname, '..')
const files = ['src/contract/generated/contract.ts', 'src/contract/generated/validators.js']

/** Runs the generator on a copy of this package. */
async function generate(folder: string, ...flags: string[]): Promise<{ code: number; stderr: string }> {
  const run = promisify(execFile)(process.execPath, [join(folder, 'generate.ts'), ...flags])
  return run.then(
    ({ stderr }) => ({ code: 0, stderr }),
    (error: { code: number; stderr: string }) => error,
  )
}

/** The generated files of a copy of this package. */
async function readAll(folder: string): Promise<string[]> {
  return Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
}

test('generate.ts --check fails for stale files and does not write them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'generate-'))
  try {
    for (const name of ['generate.ts', 'package.json', 'src'])
      await cp(join(home, name), join(folder, name), { recursive: true })
    await symlink(join(home, 'node_modules'), join(folder, 'node_modules'), 'junction')
    expect(await generate(folder, '--check')).toMatchObject({ code: 0, stderr: '' })

    await Promise.all(files.map((file) => writeFile(join(folder, file), 'stale')))
    expect(await generate(folder, '--check')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^packages\/auth-mock\/src\/contract\/generated\/contract\.ts is stale: run "pnpm generate" and commit it\.\n.*validators\.js is stale/,
      ) as unknown,
    })
    expect(await readAll(folder)).toEqual(['stale', 'stale'])

    expect(await generate(folder)).toMatchObject({ code: 0 })
    expect(await readAll(folder)).toEqual(await readAll(home))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('the compiled contract needs neither ajv nor eval', async () => {
  expect((await readAll(home)).join('')).not.toMatch(/\brequire\(|new Function|\beval\(|from ['"]ajv/)
})
