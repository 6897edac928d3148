import { expect, test } from 'vitest'

import type { Fetch } from '../src/index.ts'
import { runLiveProfile } from '../src/live.ts'
import { API_TOKEN, createAuthServer } from './support/auth-server.ts'
import type { ServerFault } from './support/auth-server.ts'
import { plantedFaults } from './support/planted-faults.ts'
import { at, withField, withStatus } from './support/server-faults.ts'
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
  const env = { QCI_API_URL: target.url, QCI_TOKEN: target.apiToken }
  const { exitCode, sent, printed } = await run(target.fetch, env)
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

const plantedFault = (text: string): ServerFault =>
  plantedFaults.find((one) => one.text.includes(text))!.fault

const DRIFT = '0 findings, 1 line of drift'
const FINDING = '1 finding, 0 lines of drift'

test.each([
  [DRIFT, '[unknown-field] POST postAccessTokens: body of 200 has', at('/', 200, withField('scope', 'all'))],
  [DRIFT, '[positive-rejected, assumed] POST postAccessTokens: responds 400', plantedFault('expected 401')],
  [DRIFT, '[cacheable-secret, assumed] POST postAccessTokens', plantedFault('without Cache-Control')],
  [DRIFT, '[content-type, assumed] POST postAccessTokens: responds 401', plantedFault('401 with text/html')],
  [FINDING, '[response-body] GET getAccessTokensVersion', plantedFault('/version must be')],
  [FINDING, '[undocumented-status] POST postAccessTokens: responds 201', plantedFault('responds 201')],
  [FINDING, '[content-type] GET getAccessTokensHealth: responds 200', plantedFault('no content type')],
  [FINDING, '[server-error] GET getAccessTokensHealth: responds 503', at('health', 200, withStatus(503))],
  [FINDING, '[token-echoed] POST postAccessTokens: echoes', plantedFault('in its response 200')],
])('contract:live reports without printing a token: %s: %s', async (counts, line, fault) => {
  const { exitCode, printed } = await run(createAuthServer(fault))
  expect(exitCode).toBe(counts === FINDING ? 1 : 0)
  expect(printed).toContain(`5 cases, ${counts}`)
  expect(printed).toContain(line)
  expect(printed).not.toContain(API_TOKEN)
  expect(printed).not.toContain('issued.to.you')
})
