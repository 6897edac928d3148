import { describe, expect, test } from 'vitest'

import { askLive } from '../src/live.ts'
import type { Fetch } from '../src/send.ts'
import { API_TOKEN, createAuthServer } from './support/auth-server.ts'
import type { AuthServerFault } from './support/auth-server.ts'
import { targets } from './support/targets.ts'

const API_URL = 'https://api.test'

/** Asks, and keeps what was sent and printed. */
async function ask(
  fetch: Fetch,
  env: Record<string, string> = { QCI_API_URL: API_URL, QCI_TOKEN: API_TOKEN },
) {
  const requests: { line: string; body: string }[] = []
  let running = 0
  let mostAtOnce = 0
  const lines: string[] = []
  const exitCode = await askLive({
    env,
    print: (text) => void lines.push(text),
    fetch: async (request) => {
      running += 1
      mostAtOnce = Math.max(mostAtOnce, running)
      requests.push({
        line: `${request.method} ${new URL(request.url).pathname}`,
        body: await request.clone().text(),
      })
      const response = await fetch(request)
      running -= 1
      return response
    },
  })
  return { exitCode, printed: lines.join('\n'), requests, mostAtOnce }
}

/** What an answer is changed to when it is one of these. */
const changing = (path: string, status: number, change: (body: object) => Response): AuthServerFault => ({
  answer: async (response, request) =>
    request.path.endsWith(path) && response.status === status
      ? change((await response.json()) as object)
      : response,
})

describe.each(targets)('asked as if it were live, $name', ({ open }) => {
  test('gets five requests, one at a time, and nothing fails', async () => {
    await using target = await open()
    const { exitCode, requests, mostAtOnce, printed } = await ask(target.fetch, {
      QCI_API_URL: target.url,
      QCI_TOKEN: target.apiToken,
    })
    expect(exitCode).toBe(0)
    expect(mostAtOnce).toBe(1)
    expect(requests.map(({ line }) => line)).toEqual([
      'GET /auth/v1/access-tokens/health',
      'GET /auth/v1/access-tokens/version',
      'POST /auth/v1/access-tokens/', // a good token
      'POST /auth/v1/access-tokens/', // a missing field
      'POST /auth/v1/access-tokens/', // a token that nobody has
    ])
    expect(requests.slice(2).map(({ body }) => body)).toEqual([
      JSON.stringify({ refresh_token: target.apiToken }),
      '{}',
      expect.stringMatching(/^\{"refresh_token":"bogus-[a-z0-9]{16}"\}$/),
    ])
    expect(printed).toContain('5 cases, 0 findings, 0 lines of drift')
    expect(printed).not.toContain(target.apiToken)
    expect(printed).not.toMatch(/mock\.\d/) // what its access tokens begin with
  })
})

describe('without an address or a token', () => {
  test.each([
    [{}, 'QCI_API_URL and QCI_TOKEN'],
    [{ QCI_API_URL: API_URL, QCI_TOKEN: ' ' }, 'QCI_TOKEN'],
    [{ QCI_TOKEN: API_TOKEN }, 'QCI_API_URL'],
  ])('nothing is sent, and the report says so', async (env, absent) => {
    const { exitCode, requests, printed } = await ask(createAuthServer(), env)
    expect(exitCode).toBe(0)
    expect(requests).toEqual([])
    expect(printed).toBe(`Left out: the live API was not asked. Set ${absent} to ask it.`)
  })
})

describe('an API that has moved on', () => {
  test.each<[string, AuthServerFault, string]>([
    [
      'a field more',
      changing('/', 200, (body) =>
        Response.json({ ...body, scope: 'all' }, { headers: { 'cache-control': 'no-store' } }),
      ),
      '[unknown-field] postAccessTokens: the body of 200 has the field /scope, which is not described',
    ],
    [
      'another status for a refused token',
      changing('/', 401, (body) => Response.json(body, { status: 400 })),
      '[positive-rejected, assumed] postAccessTokens answers 400, not 401, to a credential that is unknown',
    ],
    [
      'an answer with a token that caches may keep',
      changing('/', 200, (body) => Response.json(body)),
      '[cacheable-secret, assumed] postAccessTokens answers 200 with a secret and without Cache-Control: no-store',
    ],
    [
      'a page in place of the assumed body',
      changing(
        '/',
        401,
        () => new Response('<p>no</p>', { status: 401, headers: { 'content-type': 'text/html' } }),
      ),
      '[content-type, assumed] postAccessTokens: answers 401 with text/html, not application/json',
    ],
  ])('%s is a line of drift', async (_, fault, line) => {
    const { exitCode, printed } = await ask(createAuthServer(fault))
    expect(exitCode).toBe(0)
    expect(printed).toContain('5 cases, 0 findings, 1 line of drift')
    expect(printed).toContain(line)
  })

  test.each<[string, AuthServerFault, string]>([
    [
      'a field less',
      changing('version', 200, () => Response.json({ version: '1' })),
      '[response-body] getAccessTokensVersion: the body of 200 at /application_name is missing',
    ],
    [
      'another status for a success',
      changing('health', 200, (body) => Response.json(body, { status: 201 })),
      '[undocumented-status] getAccessTokensHealth: answers the status 201, which is not documented',
    ],
    [
      'another content type',
      changing('health', 200, () => new Response('OK', { headers: { 'content-type': 'text/plain' } })),
      '[content-type] getAccessTokensHealth: answers 200 with text/plain, not application/json',
    ],
    [
      'an outage',
      changing('health', 200, (body) => Response.json(body, { status: 503 })),
      '[server-error] getAccessTokensHealth answers 503 to a request that the contract allows',
    ],
  ])('%s is a failure', async (_, fault, line) => {
    const { exitCode, printed } = await ask(createAuthServer(fault))
    expect(exitCode).toBe(1)
    expect(printed).toContain('5 cases, 1 finding, 0 lines of drift')
    expect(printed).toContain(line)
  })

  test('shows no token, not even one that comes back', async () => {
    const { exitCode, printed } = await ask(
      createAuthServer(changing('/', 200, (body) => Response.json({ ...body, user_id: API_TOKEN }))),
    )
    expect(exitCode).toBe(1)
    expect(printed).toContain('[token-echoed]')
    expect(printed).not.toContain(API_TOKEN)
    expect(printed).not.toContain('issued.to.you')
  })
})
