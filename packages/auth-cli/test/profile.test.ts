import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { run } from './support/command.ts'
import { makeFolder } from './support/temporary-folder.ts'

/** A configuration folder with these profiles, and the environment that points at it. */
async function makeProfiles(profiles: unknown) {
  const folder = await makeFolder()
  await mkdir(join(folder.path, 'qci-auth'))
  const file = join(folder.path, 'qci-auth', 'profiles.json')
  await writeFile(file, typeof profiles === 'string' ? profiles : JSON.stringify(profiles))
  return {
    folder,
    file,
    env: { XDG_CONFIG_HOME: folder.path },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

describe('a profile', () => {
  test.each(['file', 'variable', 'command'])('a profile finds the API token by %s', async (kind) => {
    await using api = await startAuthMockServer()
    await using folder = await makeFolder()
    const file = await folder.write('token', `${api.env.QCI_TOKEN}\n`)
    const place = {
      file: { apiTokenFile: file },
      variable: { apiTokenVariable: 'WORK_TOKEN' },
      command: { apiTokenCommand: ['cat', file] },
    }[kind]
    await using config = await makeProfiles({ work: { url: api.url, ...place } })
    const env = {
      ...config.env,
      WORK_TOKEN: api.env.QCI_TOKEN,
      QCI_TOKEN: 'wrong',
      QCI_API_URL: 'https://api.invalid',
    }
    expect(await run(['token', '--profile', 'work'], { env })).toMatchObject({ status: 0, stderr: '' })
    expect(await run(['token'], { env: { ...env, QCI_PROFILE: 'work' } })).toMatchObject({
      status: 0,
      stderr: '',
    })
  })

  test('a profile is overridden by --url, and completed by the environment', async () => {
    await using api = await startAuthMockServer()
    await using config = await makeProfiles({ work: { url: 'https://api.invalid' } })
    const env = { ...config.env, QCI_TOKEN: api.env.QCI_TOKEN }
    expect(await run(['token', '--profile', 'work', '--url', api.url], { env })).toMatchObject({ status: 0 })
  })

  test('a profile does not fall back to the token of the environment', async () => {
    await using config = await makeProfiles({
      work: { url: 'https://api.example', apiTokenVariable: 'WORK_TOKEN' },
    })
    const { status, stderr } = await run(['token', '--profile', 'work'], {
      env: { ...config.env, QCI_TOKEN: 'x' },
    })
    expect([status, stderr]).toEqual([2, 'error: WORK_TOKEN (profile "work") contains no API token.\n'])
  })

  test('run does not pass the variable of a profile to its program', async () => {
    await using api = await startAuthMockServer()
    await using config = await makeProfiles({ work: { url: api.url, apiTokenVariable: 'WORK_TOKEN' } })
    const env = { ...config.env, WORK_TOKEN: api.env.QCI_TOKEN }
    const { stdout } = await run(
      ['run', '--profile', 'work', '--', 'sh', '-c', 'echo "[$WORK_TOKEN$QCI_TOKEN]"'],
      { env },
    )
    expect(stdout).toBe('[]\n')
  })

  test('a profile whose program fails ends with 2', async () => {
    await using config = await makeProfiles({
      work: { url: 'https://api.example', apiTokenCommand: ['false'] },
    })
    const { status, stderr } = await run(['token', '--profile', 'work'], { env: config.env })
    expect([status, stderr]).toEqual([2, 'error: profile "work": apiTokenCommand ended with status 1.\n'])
  })

  test.each<[profiles: unknown, message: string]>([
    ['{', 'is not valid JSON'],
    ['[]', 'must be a JSON object'],
    [{ work: { apiToken: 's3cret' } }, 'must not contain the token itself'],
    [{ work: { token: 's3cret' } }, 'must not contain the token itself'],
    [{ work: { uri: 's3cret' } }, 'has an unknown key'],
    [{ work: { url: 5 } }, 'url must be a string'],
    [{ work: { apiTokenCommand: 's3cret' } }, 'apiTokenCommand must be a list of strings'],
    [
      { work: { apiTokenFile: 'a', apiTokenVariable: 'b' } },
      'must have only one of apiTokenFile, apiTokenVariable, apiTokenCommand',
    ],
    [{ other: {} }, '--profile: no such profile in'],
  ])('invalid profiles %j end with 2: %s', async (profiles, message) => {
    await using config = await makeProfiles(profiles)
    const { status, stdout, stderr } = await run(['token', '--profile', 'work'], { env: config.env })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('s3cret')
  })
})

describe('qci-auth profile list', () => {
  test('profile list shows where each token is', async () => {
    await using config = await makeProfiles({
      work: { url: 'https://api.example', apiTokenFile: '/home/ada/token' },
      ci: { apiTokenVariable: 'CI_TOKEN' },
    })
    expect(await run(['profile', 'list'], { env: config.env })).toEqual({
      status: 0,
      stdout:
        'work  https://api.example  file /home/ada/token\nci    -                    variable CI_TOKEN\n',
      stderr: '',
    })
    const { stdout } = await run(['profile', 'list', '--json'], { env: config.env })
    expect(JSON.parse(stdout)).toEqual({
      file: config.file,
      profiles: [
        { name: 'work', url: 'https://api.example', apiToken: 'file /home/ada/token' },
        { name: 'ci', url: null, apiToken: 'variable CI_TOKEN' },
      ],
    })
  })

  test('profile list shows the path of the missing file', async () => {
    const { status, stdout } = await run(['profile', 'list'], { env: { XDG_CONFIG_HOME: '/nonexistent' } })
    expect([status, stdout]).toEqual([0, 'No profiles in /nonexistent/qci-auth/profiles.json.\n'])
  })
})
