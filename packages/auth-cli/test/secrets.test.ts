import { describe, expect, test } from 'vitest'

import { HttpServer } from '@qci-client/test-support/http-server'
import { formsOf } from '@qci-client/test-support/secrets'
import { run } from './support/command.ts'

const API_TOKEN = 'api+token/with=signs'
const ACCESS_TOKEN = 'access+token/with=signs'

const echo = [API_TOKEN, ACCESS_TOKEN].flatMap(formsOf).join(' ')

/** Responses of a careless or hostile API to a token request. */
const responses: [what: string, status: number, headers: Record<string, string>, body: string][] = [
  [
    'a rejection',
    401,
    { 'x-request-id': API_TOKEN },
    JSON.stringify({ message: formsOf(API_TOKEN).join(' ') }),
  ],
  ['a failure', 500, {}, formsOf(API_TOKEN).join(' ')],
  ['a page', 200, {}, echo],
  ['an access token that is not valid', 200, {}, JSON.stringify({ access_token: `${ACCESS_TOKEN} ${echo}` })],
  ['a redirect', 307, { location: `https://elsewhere.example/${API_TOKEN}?${API_TOKEN}` }, ''],
]

const commands = [
  ['token'],
  ['token', '--json'],
  ['headers'],
  ['whoami'],
  ['api', 'x'],
  ['doctor'],
  ['doctor', '--json'],
]

describe('secrets', () => {
  test.each(responses)(
    'neither token is shown when the API echoes it in %s',
    async (_what, status, headers, body) => {
      await using server = await HttpServer.start(
        (_, response) => void response.writeHead(status, headers).end(body),
      )
      const env = { QCI_API_URL: server.url, QCI_TOKEN: API_TOKEN }
      for (const args of commands) {
        const { stdout, stderr } = await run(args, { env })
        for (const secret of [API_TOKEN, ACCESS_TOKEN].flatMap(formsOf))
          expect(stdout + stderr).not.toContain(secret)
      }
    },
  )

  test.each([['whoami'], ['whoami --json'], ['doctor'], ['doctor --json'], ['api x --include']])(
    'neither token is shown by %s',
    async (line) => {
      await using server = await HttpServer.start(({ path }, response) => {
        const token = { access_token: ACCESS_TOKEN, expires_at_rfc3339: '2099-12-31T23:59:59Z' }
        const body = {
          ...token,
          user_id: 'ada',
          organization_id: 'o',
          message: 'OK',
          application_name: 'a',
          version: '1',
        }
        response.end(path === '/x' ? 'fine' : JSON.stringify(body))
      })
      const env = { QCI_API_URL: server.url, QCI_TOKEN: API_TOKEN }
      const { status, stdout, stderr } = await run(line.split(' '), { env })
      expect(status).toBe(0)
      for (const secret of [API_TOKEN, ACCESS_TOKEN].flatMap(formsOf))
        expect(stdout + stderr).not.toContain(secret)
    },
  )
})
