import { expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'

import capture from '../captures/python-qci-client.json' with { type: 'json' }
import { createRecorder } from './support/client-under-test.ts'
import { targets } from './support/targets.ts'

test.each(targets)(
  'AuthClient sends only valid requests and understands the responses of $name',
  async ({ open }) => {
    await using target = await open()
    const { fetch, sent, violations } = createRecorder(target.fetch)
    const { url, apiToken, mock } = target
    using client = new AuthClient({ url, apiToken, fetch, timeoutMs: 2_500, env: {} })
    await expect(client.getAccessToken()).resolves.toMatch(/^mock\./)
    await expect(client.postAccessTokens()).resolves.toHaveProperty('access_token')
    await expect(client.getAccessTokensHealth()).resolves.toHaveProperty('message')
    await expect(client.getAccessTokensVersion()).resolves.toHaveProperty('version')
    expect(sent).toHaveLength(4)
    expect(violations).toEqual([])
    mock.assertClean()
  },
)

type Capture = (typeof capture.captures)[number]

const connect = ({ baseUrlSuffix, timeoutSeconds }: Capture, fetch?: typeof globalThis.fetch): AuthClient =>
  new AuthClient({
    url: `http://127.0.0.1${baseUrlSuffix}`,
    apiToken: capture.apiToken,
    timeoutMs: timeoutSeconds === null ? undefined : timeoutSeconds * 1_000,
    env: {},
    fetch,
  })

test.each(capture.captures)(
  'headersWithoutAuthorization equals that of the Python client: timeout $timeoutSeconds s, base URL suffix "$baseUrlSuffix"',
  (recorded) => {
    expect(connect(recorded).headersWithoutAuthorization).toEqual(recorded.headersWithoutAuthorization)
  },
)

const TOKEN = { access_token: 'a', expires_at_rfc3339: '2099-12-31T23:59:59Z' }
const RESPONSE = { ...TOKEN, message: 'm', application_name: 'n', version: 'v' }
const COMPARED_HEADERS = ['Content-Type', 'Connection', 'X-Request-Timeout-Nano']
/** Python writes a space after the colon. */
const toJson = (body: string): unknown => body && (JSON.parse(body) as unknown)

test.each(capture.captures.filter(({ requests }) => requests !== undefined))(
  'AuthClient sends the Python client\'s requests: timeout $timeoutSeconds s, base URL suffix "$baseUrlSuffix"',
  async (recorded) => {
    const { fetch, sent } = createRecorder(() => Promise.resolve(Response.json(RESPONSE)))
    using client = connect(recorded, fetch)
    await client.postAccessTokens()
    await client.getAccessTokensHealth()
    await client.getAccessTokensVersion()
    const requests = sent.map(({ method, path, headers, body }) => {
      const present = COMPARED_HEADERS.filter((name) => headers.has(name))
      const compared = Object.fromEntries(present.map((name) => [name, headers.get(name)]))
      return { method, path, headers: compared, body: toJson(body) }
    })
    expect(requests).toEqual(
      recorded.requests?.map((request) => ({ ...request, body: toJson(request.body) })),
    )
  },
)
