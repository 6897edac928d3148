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

/** Deviations, by the line that the command prints. */
const DRIFT: Readonly<Record<string, AuthServerFault>> = {
  '[unknown-field] POST postAccessTokens: body of 200 has the undocumented field /scope': respond(
    '/',
    200,
    (body) => Response.json({ ...body, scope: 'all' }, noStore),
  ),
  '[positive-rejected, assumed] POST postAccessTokens: responds 400 to an unknown credential, expected 401':
    respond('/', 401, (body) => Response.json(body, { status: 400 })),
  '[cacheable-secret, assumed] POST postAccessTokens: responds 200 with a secret, but without Cache-Control: no-store':
    respond('/', 200, (body) => Response.json(body)),
  '[content-type, assumed] POST postAccessTokens: responds 401 with text/html, expected application/json':
    respond('/', 401, () => asHtml(401)),
}
const FAILURES: Readonly<Record<string, AuthServerFault>> = {
  '[response-body] GET getAccessTokensVersion: body of 200 at /application_name is missing': respond(
    'version',
    200,
    () => Response.json({ version: '1' }),
  ),
  '[undocumented-status] GET getAccessTokensHealth: responds 201, which is not documented': respond(
    'health',
    200,
    (body) => Response.json(body, { status: 201 }),
  ),
  '[content-type] GET getAccessTokensHealth: responds 200 with text/html, expected application/json': respond(
    'health',
    200,
    () => asHtml(200),
  ),
  '[server-error] GET getAccessTokensHealth: responds 503 to a valid request (a plain request)': respond(
    'health',
    200,
    (body) => Response.json(body, { status: 503 }),
  ),
  '[token-echoed] POST postAccessTokens: echoes a credential of the request in its response 200': respond(
    '/',
    200,
    (body) => Response.json({ ...body, user_id: API_TOKEN }, noStore),
  ),
}

test.each(Object.entries(DRIFT))('contract:live reports as drift: %s', async (line, fault) => {
  const { exitCode, printed } = await run(createAuthServer(fault))
  expect(exitCode).toBe(0)
  expect(printed).toContain('5 cases, 0 findings, 1 line of drift')
  expect(printed).toContain(line)
})

test.each(Object.entries(FAILURES))(
  'contract:live fails without printing a token: %s',
  async (line, fault) => {
    const { exitCode, printed } = await run(createAuthServer(fault))
    expect(exitCode).toBe(1)
    expect(printed).toContain('5 cases, 1 finding, 0 lines of drift')
    expect(printed).toContain(line)
    expect(printed).not.toContain(API_TOKEN)
    expect(printed).not.toContain('issued.to.you')
  },
)
