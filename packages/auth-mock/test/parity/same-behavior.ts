import { describe, expect, test } from 'vitest'

import type { Fault } from '@qci-client/auth-mock'

import type { EntryPoint, OpenEntryPoint } from './entry-point.ts'
import { observe, type Outcome } from './outcome.ts'

const PATH = '/auth/v1/access-tokens/'
const NOON = Date.parse('2026-06-01T12:00:00Z')
const DATE = 'Mon, 01 Jun 2026 12:00:00 GMT'
const API_TOKEN = 'an-api-token'

/** The common parts of the mock's responses. */
const common = {
  contentType: 'application/json',
  date: DATE,
  allow: null,
  retryAfter: null,
  cacheControl: null,
}
const health = { ...common, status: 200, body: { message: 'OK' } }
const token = {
  ...common,
  status: 200,
  cacheControl: 'no-store',
  body: {
    access_token: expect.stringMatching(/^mock\.\d+\.[0-9a-z]{24}$/),
    expires_at_rfc3339: '2026-06-01T13:00:00Z',
    token_type: 'Bearer',
    organization_id: 'mock-organization',
    user_id: 'mock-user',
  },
}

/** A request and what the caller sees. */
type Case = [title: string, path: string, init: RequestInit, expected: Partial<Outcome>]

const json = { 'Content-Type': 'application/json' }
const post = (body: BodyInit, headers: Record<string, string> = json): RequestInit => ({
  method: 'POST',
  headers,
  body,
})
const goodPost = post(JSON.stringify({ refresh_token: API_TOKEN }))
const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values)
const badRequest = (message: string): Partial<Outcome> => ({ ...common, status: 400, body: { message } })
const deep = '['.repeat(5_000)

const requests: Case[] = [
  ['exchanges an API token for an access token', PATH, goodPost, token],
  ['serves the path without its last slash too', PATH.slice(0, -1), goodPost, token],
  ['ignores a query', `${PATH}?a=b`, goodPost, token],
  ['ignores fields that it does not know', PATH, post(`{"refresh_token":"${API_TOKEN}","x":1}`), token],
  [
    'accepts the media type with parameters and in any case',
    PATH,
    post(goodPost.body!, { 'Content-Type': 'Application/JSON; charset=utf-8' }),
    token,
  ],
  [
    'accepts a timeout in decimal digits, however large',
    PATH,
    post(goodPost.body!, { ...json, 'X-Request-Timeout-Nano': '10000000000000000000' }),
    token,
  ],
  ['reports its health', `${PATH}health`, {}, health],
  [
    'reports its version',
    `${PATH}version`,
    {},
    { ...common, status: 200, body: { application_name: 'qci-auth-mock', version: '1.0.0' } },
  ],
  [
    'responds to HEAD as to GET, without the body',
    `${PATH}health`,
    { method: 'HEAD' },
    { ...health, body: '' },
  ],
  ['responds to a preflight', PATH, { method: 'OPTIONS' }, { status: 204, allow: 'POST, OPTIONS', body: '' }],
  [
    'rejects other methods and lists the allowed ones',
    PATH,
    {},
    {
      ...common,
      status: 405,
      allow: 'POST, OPTIONS',
      body: { message: 'Method not allowed; use POST or OPTIONS' },
    },
  ],
  [
    'rejects other methods where GET is allowed',
    `${PATH}health`,
    { method: 'DELETE' },
    { ...common, status: 405, allow: 'GET, HEAD, OPTIONS', body: expect.anything() },
  ],
  [
    'responds 404 to unknown paths below the auth API',
    `${PATH}nowhere`,
    {},
    { ...common, status: 404, body: { message: 'No such path' } },
  ],
  [
    'rejects an unknown API token',
    PATH,
    post('{"refresh_token":"bogus"}'),
    { ...common, status: 401, body: { message: 'API token is unknown' } },
  ],
  [
    'rejects a malformed timeout on every operation',
    `${PATH}health`,
    { headers: { 'X-Request-Timeout-Nano': '2.5' } },
    badRequest('header X-Request-Timeout-Nano must match pattern "^[0-9]+$"'),
  ],
  ['rejects a missing body', PATH, { method: 'POST', headers: json }, badRequest('body is missing')],
  [
    'rejects another media type',
    PATH,
    post(goodPost.body!, { 'Content-Type': 'text/plain' }),
    badRequest('header Content-Type must be application/json'),
  ],
  ['rejects a body without the field', PATH, post('{}'), badRequest('Field is missing: body/refresh_token')],
  [
    'rejects a field of another type',
    PATH,
    post('{"refresh_token":1}'),
    badRequest('body/refresh_token must be string'),
  ],
  [
    'rejects an empty API token',
    PATH,
    post('{"refresh_token":""}'),
    badRequest('body/refresh_token must NOT have fewer than 1 characters'),
  ],
  ['rejects a body that is not an object', PATH, post('[1]'), badRequest('body must be object')],
  ['rejects a body that is not JSON', PATH, post('{"refresh_token":'), badRequest('body must be JSON')],
  ['rejects deep nesting that is never closed', PATH, post(deep), badRequest('body must be JSON')],
  ['rejects deep nesting', PATH, post(deep + ']'.repeat(5_000)), badRequest('body must be object')],
  [
    'rejects a byte order mark',
    PATH,
    post(bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d)),
    badRequest('body must not begin with a byte order mark'),
  ],
  ['rejects a body that is not UTF-8', PATH, post(bytes(0x22, 0xff, 0x22)), badRequest('body must be UTF-8')],
  [
    'rejects a body of more than 64 KiB',
    PATH,
    post(`"${'x'.repeat(65_536)}"`),
    badRequest('body must have at most 65536 bytes'),
  ],
]

/** A fault and what a caller that exchanges a token sees. */
type FaultCase = [title: string, fault: Fault, expected: Partial<Outcome>]

const faults: FaultCase[] = [
  ['latency delays the response', { kind: 'latency', delayMs: 1, jitterMs: 1 }, token],
  [
    'status replaces the response',
    { kind: 'status', status: 503 },
    { ...common, status: 503, body: { message: 'Injected fault: status 503' } },
  ],
  [
    'status accepts headers and JSON',
    { kind: 'status', status: 429, headers: { 'Retry-After': '7' }, body: { message: 'slow down' } },
    { ...common, status: 429, retryAfter: '7', body: { message: 'slow down' } },
  ],
  [
    'status accepts text',
    { kind: 'status', status: 502, headers: { 'Content-Type': 'text/html' }, body: '<h1>Bad Gateway</h1>' },
    { ...common, status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' },
  ],
  ['status 204 has no body', { kind: 'status', status: 204, body: { a: 1 } }, { status: 204, body: '' }],
  [
    'status accepts a Date header',
    { kind: 'status', status: 500, headers: { Date: 'Tue, 01 Jan 2030 00:00:00 GMT' } },
    { status: 500, date: 'Tue, 01 Jan 2030 00:00:00 GMT' },
  ],
  ['status 205 has no body', { kind: 'status', status: 205, body: { a: 1 } }, { status: 205, body: '' }],
  ['reset drops the connection', { kind: 'reset' }, { status: 'dropped' }],
  ['truncate cuts off the body', { kind: 'truncate', bytes: 10 }, { ...token, body: 'broken' }],
  ['drip sends the body in pieces', { kind: 'drip', chunkMs: 1, chunkBytes: 50 }, token],
  [
    'malformedJson sends a body that is not JSON',
    { kind: 'malformedJson' },
    { ...token, body: expect.stringMatching(/^\{"access_token":.*"user_id":"mock-user"$/) },
  ],
  [
    'wrongContentType sends the body with another media type',
    { kind: 'wrongContentType' },
    { ...token, contentType: 'text/html' },
  ],
  ['empty sends no body', { kind: 'empty' }, { ...token, contentType: null, body: '' }],
  [
    'oversize sends a body of so many bytes',
    { kind: 'oversize', bytes: 70_000 },
    { ...token, body: { ...token.body, padding: expect.stringMatching(/^x{60000,}$/) } },
  ],
  ['redirect redirects', { kind: 'redirect', to: 'https://elsewhere.test/' }, { status: 'redirect' }],
  [
    'patch sets fields of the body',
    { kind: 'patch', body: { user_id: 7, more: null } },
    { ...token, body: { ...token.body, user_id: 7, more: null } },
  ],
  [
    'lifetime issues a token that is already expired',
    { kind: 'lifetime', ms: -1_000 },
    { ...token, body: { ...token.body, expires_at_rfc3339: '2026-06-01T11:59:59Z' } },
  ],
  [
    'date changes only the Date header',
    { kind: 'date', skewMs: 60_000 },
    { ...token, date: 'Mon, 01 Jun 2026 12:01:00 GMT' },
  ],
  ['date omits the Date header', { kind: 'date', date: 'absent' }, { ...token, date: null }],
]

/** The behavior that is the same at every entry point. */
export function describeEntryPoint(name: string, open: OpenEntryPoint): void {
  const openAtNoon = (): Promise<EntryPoint> => open({ apiToken: API_TOKEN, now: () => NOON })

  describe(`the mock at the entry point ${name}`, () => {
    test.each(requests)(`${name}: the mock %s`, async (_title, path, init, expected) => {
      await using entryPoint = await openAtNoon()
      expect(await observe(entryPoint.fetch(`${entryPoint.url}${path}`, init))).toEqual(
        expect.objectContaining(expected),
      )
    })

    test.each(faults)(`${name}: the fault %s`, async (_title, fault, expected) => {
      await using entryPoint = await openAtNoon()
      const call = (): Promise<Outcome> =>
        observe(entryPoint.fetch(`${entryPoint.url}${PATH}`, { ...goodPost, redirect: 'manual' }))

      entryPoint.mock.faults.add(fault)
      expect(await call()).toEqual(expect.objectContaining(expected))
      expect(await call()).toEqual(token) // it applies once
      expect(entryPoint.mock.journal.list().map((entry) => entry.fault?.kind)).toEqual([
        fault.kind,
        undefined,
      ])
    })

    test(`${name}: the fault patch removes fields`, async () => {
      await using entryPoint = await openAtNoon()
      entryPoint.mock.faults.add({ kind: 'patch', omit: ['user_id'] })
      const { user_id: _, ...rest } = token.body
      const outcome = await observe(entryPoint.fetch(`${entryPoint.url}${PATH}`, goodPost))
      expect(outcome.body).toEqual(rest)
    })

    test(`${name}: the fault hang sends nothing until the mock is reset`, async () => {
      await using entryPoint = await openAtNoon()
      entryPoint.mock.faults.add({ kind: 'hang' })
      const outcome = observe(entryPoint.fetch(`${entryPoint.url}${PATH}`, goodPost))

      const [entry] = await entryPoint.mock.journal.waitFor({ operation: 'postAccessTokens' })
      expect(entry).toMatchObject({ state: 'open' })
      entryPoint.mock.reset()
      expect(await outcome).toEqual({ status: 'dropped' })
    })

    test(`${name}: a delayed request is dropped when the mock is reset`, async () => {
      await using entryPoint = await openAtNoon()
      entryPoint.mock.faults.add({ kind: 'latency', delayMs: 600_000 })
      const outcome = observe(entryPoint.fetch(`${entryPoint.url}${PATH}`, goodPost))
      await entryPoint.mock.journal.waitFor({ count: 1 })
      entryPoint.mock.reset()
      expect(await outcome).toEqual({ status: 'dropped' })
    })

    test(`${name}: a body that is sent in pieces is cut off when the mock is reset`, async () => {
      await using entryPoint = await openAtNoon()
      entryPoint.mock.faults.add({ kind: 'drip', chunkMs: 600_000 })
      const response = await entryPoint.fetch(`${entryPoint.url}${PATH}`, goodPost)
      const body = response.text().catch(() => 'broken')
      entryPoint.mock.reset()
      expect(await body).toBe('broken')
    })

    test(`${name}: the clock of the mock determines expiry, the Date header and whether a token is valid`, async () => {
      await using entryPoint = await openAtNoon()
      entryPoint.mock.clock.advance(86_400_000)
      const outcome = await observe(entryPoint.fetch(`${entryPoint.url}${PATH}`, goodPost))
      const body = outcome.body as { access_token: string; expires_at_rfc3339: string }

      expect(outcome.date).toBe('Tue, 02 Jun 2026 12:00:00 GMT')
      expect(body.expires_at_rfc3339).toBe('2026-06-02T13:00:00Z')
      entryPoint.mock.clock.advance(3_599_999)
      expect(entryPoint.mock.tokens.isLive(body.access_token)).toBe(true)
      entryPoint.mock.clock.advance(1)
      expect(entryPoint.mock.tokens.isLive(body.access_token)).toBe(false)
    })
  })
}
