import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

const cwd = fileURLToPath(new URL('..', import.meta.url))

/** Runs a program that obtains a token, with these variables. The first response of the API is a 503. */
async function run(variables: Record<string, string>, options = '{}') {
  await using api = await startAuthMockServer()
  api.mock.faults.outage(1)
  const program = `
    import { AuthClient } from '@qci-client/auth'
    await new AuthClient(${options}).getHeaders()`
  const env = { ...process.env, NODE_OPTIONS: '', QCI_AUTH_DEBUG: '', ...api.env, ...variables }
  const args = ['--conditions=@qci-client/source', '--input-type=module', '--eval', program]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd, env })
  return {
    stdout,
    lines: stderr.split('\n').filter((line) => line.startsWith('qci-auth ')),
    apiToken: api.env.QCI_TOKEN,
  }
}

test('QCI_AUTH_DEBUG=1 prints each event as a line of JSON to standard error, without a token', async () => {
  const { stdout, lines, apiToken } = await run({ QCI_AUTH_DEBUG: '1' })
  const events: unknown[] = lines.map((line) => JSON.parse(line.replace('qci-auth ', '')))
  expect(events).toMatchObject([{ type: 'retry', error: { status: 503 } }, { type: 'renewed' }])
  expect(stdout).toBe('')
  expect(lines.join()).not.toContain(apiToken)
})

test('without QCI_AUTH_DEBUG nothing is printed', async () => {
  expect((await run({})).lines).toEqual([])
  expect((await run({ QCI_AUTH_DEBUG: '0' })).lines).toEqual([])
})

test('the option onEvent takes precedence over QCI_AUTH_DEBUG', async () => {
  expect((await run({ QCI_AUTH_DEBUG: '1' }, '{ onEvent() {} }')).lines).toEqual([])
})
