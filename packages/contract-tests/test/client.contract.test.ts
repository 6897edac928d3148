import { expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'

import capture from '../captures/python-qci-client.json' with { type: 'json' }
import { createRecorder } from './support/client-under-test.ts'

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
const COMPARED = ['Content-Type', 'Connection', 'X-Request-Timeout-Nano']
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
      const compared = COMPARED.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)]] : []))
      return { method, path, headers: Object.fromEntries(compared) as unknown, body: toJson(body) }
    })
    const expected = recorded.requests!.map((request) => ({ ...request, body: toJson(request.body) }))
    expect(requests).toEqual(expected)
  },
)
