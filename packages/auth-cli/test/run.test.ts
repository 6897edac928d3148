import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { run } from './support/command.ts'
import { makeFolder } from './support/temporary-folder.ts'

describe('qci-auth run', () => {
  test('run starts a program with an access token, the address, and without the API token', async () => {
    await using api = await startAuthMockServer()
    const script = 'echo "$QCI_ACCESS_TOKEN $QCI_API_URL [$QCI_TOKEN] $OTHER $1"'
    const { status, stdout } = await run(['run', '--', 'sh', '-c', script, 'sh', '--flag'], {
      env: { ...api.env, OTHER: 'kept' },
    })
    const [token, url, ...rest] = stdout.trim().split(' ')
    expect(api.mock.tokens.isLive(token!)).toBe(true)
    expect([status, url, rest]).toEqual([0, api.url, ['[]', 'kept', '--flag']])
  })

  test('run passes standard input, both outputs and the exit status', async () => {
    await using api = await startAuthMockServer()
    const args = ['run', '--', 'sh', '-c', 'cat; echo problem >&2; exit 7']
    expect(await run(args, { env: api.env, input: 'text' })).toEqual({
      status: 7,
      stdout: 'text',
      stderr: 'problem\n',
    })
  })

  test('run does not apply --timeout to the program', async () => {
    await using api = await startAuthMockServer()
    const args = ['run', '--timeout', '1.5', '--', 'sleep', '2']
    expect(await run(args, { env: api.env })).toMatchObject({ status: 0, stderr: '' })
  })

  test('run ends with 127 for a program that does not exist', async () => {
    await using api = await startAuthMockServer()
    const { status, stderr } = await run(['run', '--', 'nonexistent-program'], { env: api.env })
    expect([status, stderr]).toEqual([127, 'error: The program to run was not found.\n'])
  })

  test('run ends with 126 for a file that is no program', async () => {
    await using api = await startAuthMockServer()
    await using folder = await makeFolder()
    const file = await folder.write('text', 'text')
    const { status, stderr } = await run(['run', '--', file], { env: api.env })
    expect([status, stderr]).toEqual([126, 'error: The program cannot be run (EACCES).\n'])
  })

  test('run starts nothing without an access token', async () => {
    await using api = await startAuthMockServer()
    const { status, stdout } = await run(['run', '--', 'echo', 'started'], {
      env: { ...api.env, QCI_TOKEN: 'wrong' },
    })
    expect([status, stdout]).toEqual([3, ''])
  })
})
