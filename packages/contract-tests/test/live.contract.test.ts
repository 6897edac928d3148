import { expect, test } from 'vitest'

import type { Fetch } from '../src/index.ts'
import { runLiveProfile } from '../src/live.ts'
import { API_TOKEN, createAuthServer } from './support/auth-server.ts'
import type { AuthServerFault } from './support/auth-server.ts'
import { targets } from './support/targets.ts'

const ENV = { QCI_API_URL: 'https://api.test', QCI_TOKEN: API_TOKEN }

/** Runs the live profile; records what it sends and prints. */
async function run(fetch: Fetch, env: Record<string, string> = ENV) {
  const sent: string[] = []
  const lines: string[] = []
  let running = 0
  const exitCode = await runLiveProfile({
    env,
    print: (text) => void lines.push(text),
    fetch: async (request) => {
      sent.push(`${request.method} ${new URL(request.url).pathname} ${await request.clone().text()}`.trim())
      running += 1
      expect(running).toBe(1)
      const response = await fetch(request)
      running -= 1
      return response
    },
  })
  return { exitCode, sent, printed: lines.join('\n') }
}

test.each(targets)('contract:live sends five requests to $name, one at a time', async ({ open }) => {
  await using target = await open()
  const { exitCode, sent, printed } = await run(target.fetch, {
    QCI_API_URL: target.url,
    QCI_TOKEN: target.apiToken,
  })
  expect(exitCode).toBe(0)
  expect(sent).toEqual([
    'GET /auth/v1/access-tokens/health',
    'GET /auth/v1/access-tokens/version',
    `POST /auth/v1/access-tokens/ {"refresh_token":"${target.apiToken}"}`,
    'POST /auth/v1/access-tokens/ {}',
    expect.stringMatching(/^POST \/auth\/v1\/access-tokens\/ \{"refresh_token":"bogus-[a-z0-9]{16}"\}$/),
  ])
  expect(printed).toContain('5 cases, 0 findings, 0 lines of drift')
  expect(printed).not.toContain(target.apiToken)
  expect(printed).not.toMatch(/mock\.\d/) // the mock's access tokens
})

test.each([
  [{}, 'QCI_API_URL and QCI_TOKEN'],
  [{ QCI_API_URL: ENV.QCI_API_URL, QCI_TOKEN: ' ' }, 'QCI_TOKEN'],
  [{ QCI_TOKEN: API_TOKEN }, 'QCI_API_URL'],
])('contract:live with environment %j sends nothing and names %s', async (env, missing) => {
  const { exitCode, sent, printed } = await run(createAuthServer(), env)
  expect({ exitCode, sent }).toEqual({ exitCode: 0, sent: [] })
  expect(printed).toBe(`Skipped: no request was sent to the live API. Set ${missing} to run this.`)
})

const respond = (path: string, status: number, change: (body: object) => Response): AuthServerFault => ({
  respond: async (response, exchange) =>
    exchange.path.endsWith(path) && exchange.status === status
      ? change((await response.json()) as object)
      : response,
})
const noStore = { headers: { 'cache-control': 'no-store' } }
const asHtml = (status: number): Response =>
  new Response('<p>no</p>', { status, headers: { 'content-type': 'text/html' } })

test.each<[string, AuthServerFault, string]>([
  [
    'a new field',
    respond('/', 200, (body) => Response.json({ ...body, scope: 'all' }, noStore)),
    '[unknown-field] POST postAccessTokens has the undocumented field /scope in the body of 200',
  ],
  [
    'another status for an unknown token',
    respond('/', 401, (body) => Response.json(body, { status: 400 })),
    '[positive-rejected, assumed] POST postAccessTokens responds 400 to an unknown credential, expected 401',
  ],
  [
    'no Cache-Control',
    respond('/', 200, (body) => Response.json(body)),
    '[cacheable-secret, assumed] POST postAccessTokens responds 200 with a secret, but without Cache-Control: no-store',
  ],
  [
    'HTML in place of the assumed body',
    respond('/', 401, () => asHtml(401)),
    '[content-type, assumed] POST postAccessTokens responds 401 with text/html, expected application/json',
  ],
])('contract:live reports as drift: %s', async (_, fault, line) => {
  const { exitCode, printed } = await run(createAuthServer(fault))
  expect(exitCode).toBe(0)
  expect(printed).toContain('5 cases, 0 findings, 1 line of drift')
  expect(printed).toContain(line)
})

test.each<[string, AuthServerFault, string]>([
  [
    'a missing field',
    respond('version', 200, () => Response.json({ version: '1' })),
    '[response-body] GET getAccessTokensVersion has a body of 200 that at /application_name is missing',
  ],
  [
    'another status for a success',
    respond('health', 200, (body) => Response.json(body, { status: 201 })),
    '[undocumented-status] GET getAccessTokensHealth responds 201, which is not documented',
  ],
  [
    'another content type',
    respond('health', 200, () => asHtml(200)),
    '[content-type] GET getAccessTokensHealth responds 200 with text/html, expected application/json',
  ],
  [
    'an outage',
    respond('health', 200, (body) => Response.json(body, { status: 503 })),
    '[server-error] GET getAccessTokensHealth responds 503 to a valid request (a plain request)',
  ],
  [
    'an echoed token, without printing it',
    respond('/', 200, (body) => Response.json({ ...body, user_id: API_TOKEN }, noStore)),
    '[token-echoed] POST postAccessTokens echoes a credential of the request in its response 200',
  ],
])('contract:live fails for %s', async (_, fault, line) => {
  const { exitCode, printed } = await run(createAuthServer(fault))
  expect(exitCode).toBe(1)
  expect(printed).toContain('5 cases, 1 finding, 0 lines of drift')
  expect(printed).toContain(line)
  expect(printed).not.toContain(API_TOKEN)
  expect(printed).not.toContain('issued.to.you')
})
