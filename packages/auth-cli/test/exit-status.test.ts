import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'
import type { AuthMockServer } from '@qci-client/auth-mock/server'

import { run } from './support/command.ts'

type Situation = [what: string, status: number, prepare: (api: AuthMockServer) => unknown, message: string]

const situations: Situation[] = [
  ['everything works', 0, () => {}, ''],
  [
    'the API token is rejected with 401',
    3,
    (api) => api.mock.faults.add({ kind: 'status', status: 401 }),
    'Check that the API token belongs to this API and is still valid.',
  ],
  [
    'the API token is rejected with 403',
    3,
    (api) => api.mock.faults.add({ kind: 'status', status: 403 }),
    '403 Forbidden',
  ],
  [
    'the connection is dropped',
    4,
    (api) => api.mock.faults.add({ kind: 'reset', times: 'forever' }),
    'No response from',
  ],
  [
    'there is no response in time',
    4,
    (api) => api.mock.faults.add({ kind: 'hang' }),
    'No response within 2 s.',
  ],
  [
    'the response is not JSON',
    5,
    (api) => api.mock.faults.add({ kind: 'malformedJson' }),
    'not a JSON object',
  ],
  [
    'the response has no token',
    5,
    (api) => api.mock.faults.add({ kind: 'patch', omit: ['access_token'] }),
    '"access_token"',
  ],
  ['the API is failing', 6, (api) => api.mock.faults.outage(9), 'Try again later.'],
  ['the API responds 404', 6, (api) => api.mock.faults.add({ kind: 'status', status: 404 }), '404'],
  [
    'the API sends a long Retry-After',
    6,
    (api) => api.mock.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '60' } }),
    'Wait 60 s before the next request',
  ],
  [
    'the API redirects',
    6,
    (api) => api.mock.faults.add({ kind: 'redirect', to: 'https://elsewhere.example/' }),
    'open https://elsewhere.example/ in a browser',
  ],
]

describe('the exit status', () => {
  test.each(situations)('when %s, the exit status is %i', async (_what, expected, prepare, message) => {
    await using api = await startAuthMockServer()
    prepare(api)
    const { status, stdout, stderr } = await run(['token', '--timeout', '2'], { env: api.env })
    expect(status).toBe(expected)
    expect(stderr).toContain(message)
    expect(stdout).toMatch(expected === 0 ? /^\S+\n$/ : /^$/)
  })

  test('when the time limit passes between two attempts, the failure of the first is reported', async () => {
    await using api = await startAuthMockServer()
    api.mock.faults.add({ kind: 'status', status: 503 })
    api.mock.faults.add({ kind: 'hang' })
    const { status, stderr } = await run(['token', '--timeout', '1.5'], { env: api.env })
    expect(status).toBe(6)
    expect(stderr).toMatch(/error: 503 Service Unavailable[^\n]*\n[^\n]*Try again later\.\n$/)
  })

  test('when the connection is refused, the exit status is 4 and the message has advice', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    const env = { QCI_API_URL: `http://127.0.0.1:${port}` }
    const { status, stderr } = await run(['health'], { env })
    expect(status).toBe(4)
    expect(stderr).toContain('ECONNREFUSED')
    expect(stderr).toContain('No server accepts connections at this address')
  })

  test.each<[message: string, args: string[], env: Record<string, string>]>([
    ['No API address: set QCI_API_URL or use --url.', ['token'], { QCI_TOKEN: 's3cret' }],
    ['No API token: set QCI_TOKEN or use --api-token-file', ['token'], { QCI_API_URL: 'http://localhost' }],
    ['The API address in QCI_API_URL is not a URL', ['health'], { QCI_API_URL: 's3cret' }],
    ['The API address in --url must begin with https://', ['health', '--url', 'ftp://x'], {}],
    ['must not contain a user name', ['health', '--url', 'https://s3cret@api.example'], {}],
    ['or allow it with --allow-insecure', ['health', '--url', 'http://api.example'], {}],
    [
      'The API token in QCI_TOKEN contains a control',
      ['token', '--url', 'http://[::1]'],
      { QCI_TOKEN: 's3cret\u0007' },
    ],
    [
      '--api-token-file: the file does not exist',
      ['token', '--url', 'http://[::1]', '--api-token-file', 's3cret'],
      {},
    ],
    [
      '--api-token-file contains no API token',
      ['token', '--url', 'http://[::1]', '--api-token-file', '-'],
      {},
    ],
    [
      'HTTPS_PROXY must have the form',
      ['health', '--url', 'https://a.example'],
      { HTTPS_PROXY: 'socks5://s3cret' },
    ],
    [
      'http_proxy must have the form',
      ['health', '--allow-insecure', '--url', 'http://a.example'],
      { http_proxy: ':s3cret' },
    ],
    ['is not URL-encoded', ['health', '--url', 'https://a.example'], { HTTPS_PROXY: 'http://%s3cret@b' }],
  ])('an invalid configuration ends with 2: %s', async (message, args, env) => {
    const { status, stdout, stderr } = await run(args, { env })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr).toMatch(/^error: [^\n]+\n( {2}[^\n]+\n)?$/)
    expect(stderr).not.toContain('s3cret')
  })
})
