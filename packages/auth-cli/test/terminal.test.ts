import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { startGuardedApi } from '@qci-client/test-support/guarded-api'
import { skipReason, runInTerminal } from './support/terminal.ts'

const ESCAPE = '\u001B'

describe.skipIf(skipReason)(`on a terminal${skipReason}`, () => {
  const json = '{"id":12345678901234567890,"ratio":1.0,"list":[],"more":{"a":[1,"x\\u0041"]}}'

  const startJsonApi = () =>
    startGuardedApi((_, response) => void response.setHeader('content-type', 'application/json').end(json))

  test('JSON on a terminal is formatted, with every digit kept', async () => {
    await using api = await startJsonApi()
    const env = { QCI_API_URL: api.url, QCI_TOKEN: 'api-token', NO_COLOR: '1' }
    const { status, shown } = await runInTerminal('qci-auth api x', env)
    expect(status).toBe(0)
    expect(shown).toBe(`{
  "id": 12345678901234567890,
  "ratio": 1.0,
  "list": [],
  "more": {
    "a": [
      1,
      "x\\u0041"
    ]
  }
}
`)
  })

  test('JSON on a terminal is colored, except with NO_COLOR or without color support', async () => {
    await using api = await startJsonApi()
    const env = { QCI_API_URL: api.url, QCI_TOKEN: 'api-token' }
    expect((await runInTerminal('qci-auth api x', env)).shown).toContain(`${ESCAPE}[34m"id"`)
    expect((await runInTerminal('qci-auth api x', { ...env, NO_COLOR: '1' })).shown).not.toContain(ESCAPE)
    expect((await runInTerminal('qci-auth api x', { ...env, TERM: 'dumb' })).shown).not.toContain(ESCAPE)
  })

  test('JSON piped from a terminal is unchanged', async () => {
    await using api = await startJsonApi()
    const env = { QCI_API_URL: api.url, QCI_TOKEN: 'api-token' }
    expect((await runInTerminal('qci-auth api x | cat', env)).shown).toBe(json)
  })

  test('a body without a final line break gets one', async () => {
    await using api = await startGuardedApi()
    const env = { QCI_API_URL: api.url, QCI_TOKEN: 'api-token' }
    expect((await runInTerminal('qci-auth api x', env)).shown).toBe('fine\n')
  })

  test('JSON with a string of 20 MB is printed', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(20_000_000) })
    await using api = await startGuardedApi(
      (_, response) => void response.setHeader('content-type', 'application/json').end(body),
    )
    const env = { QCI_API_URL: api.url, QCI_TOKEN: 'api-token' }
    const { status, shown } = await runInTerminal('qci-auth api x', env)
    expect([status, shown.length]).toEqual([0, body.length + 1])
  })

  test.each(['application/json', 'application/x-ndjson'])(
    'a stream of JSON lines as %s is shown line by line as it arrives',
    async (type) => {
      let sendSecond = () => {}
      await using api = await startGuardedApi((_, response) => {
        response.setHeader('content-type', type).write('{"line": 1}\n')
        sendSecond = () => void response.end('{"line": 2}\n')
      })
      const env = { QCI_API_URL: api.url, QCI_TOKEN: 'api-token', NO_COLOR: '1' }
      const { status, shown } = await runInTerminal('qci-auth api x', env, async (_keyboard, soFar) => {
        await expect.poll(soFar, { timeout: 20_000 }).toContain('"line": 1')
        expect(soFar()).not.toContain('"line": 2')
        sendSecond()
      })
      expect(status).toBe(0)
      expect(shown.replaceAll(/\s/g, '')).toBe('{"line":1}{"line":2}')
    },
  )

  test('errors and help are colored, except with NO_COLOR', async () => {
    for (const line of ['qci-auth tokn', 'qci-auth --help', 'qci-auth doctor']) {
      expect((await runInTerminal(line)).shown).toContain(ESCAPE)
      expect((await runInTerminal(line, { NO_COLOR: '1' })).shown).not.toContain(ESCAPE)
    }
  })

  test('an API token is not read from a terminal, where it would be shown', async () => {
    const env = { QCI_API_URL: 'http://127.0.0.1:9' }
    const { status, shown } = await runInTerminal('qci-auth token --api-token-file -', env)
    expect(status).toBe(2)
    expect(shown).toContain('standard input is a terminal')
  })

  test('Ctrl-C kills a waiting command', async () => {
    await using api = await startAuthMockServer({ scenario: 'slow' })
    const { status } = await runInTerminal('exec qci-auth token', api.env, async (keyboard) => {
      await api.mock.journal.waitFor({ operation: 'postAccessTokens', count: 1, timeoutMs: 10_000 })
      keyboard.write('\u0003')
    })
    expect(status).toBe(130)
  })
})
