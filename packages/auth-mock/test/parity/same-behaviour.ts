import { describe, expect, test } from 'vitest'

import type { Fault } from '@qci-client/auth-mock'

import type { EntryPoint, OpenEntryPoint } from './entry-point.ts'
import { observe, type Outcome } from './outcome.ts'

const PATH = '/auth/v1/access-tokens/'
const NOON = Date.parse('2026-06-01T12:00:00Z')
const DATE = 'Mon, 01 Jun 2026 12:00:00 GMT'
const API_TOKEN = 'an-api-token'

/** What every answer of the mock has in common. */
const answer = {
  contentType: 'application/json',
  date: DATE,
  allow: null,
  retryAfter: null,
  cacheControl: null,
}
const health = { ...answer, status: 200, body: { message: 'OK' } }
const token = {
  ...answer,
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

/** What is asked, and what the caller sees. */
type Case = [title: string, path: string, init: RequestInit, expected: Partial<Outcome>]

const json = { 'Content-Type': 'application/json' }
const post = (body: BodyInit, headers: Record<string, string> = json): RequestInit => ({
  method: 'POST',
  headers,
  body,
})
const goodPost = post(JSON.stringify({ refresh_token: API_TOKEN }))
const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values)
const badRequest = (message: string): Partial<Outcome> => ({ ...answer, status: 400, body: { message } })
const deep = '['.repeat(5_000)

const requests: Case[] = [
  ['trades an API token for an access token', PATH, goodPost, token],
  ['serves the path without its last slash too', PATH.slice(0, -1), goodPost, token],
  ['ignores a query', `${PATH}?a=b`, goodPost, token],
  ['ignores fields that it does not know', PATH, post(`{"refresh_token":"${API_TOKEN}","x":1}`), token],
  [
    'takes the media type with parameters and in any case',
    PATH,
    post(goodPost.body!, { 'Content-Type': 'Application/JSON; charset=utf-8' }),
    token,
  ],
  [
    'takes a time-out in decimal digits, however large',
    PATH,
    post(goodPost.body!, { ...json, 'X-Request-Timeout-Nano': '10000000000000000000' }),
    token,
  ],
  ['says that it is well', `${PATH}health`, {}, health],
  [
    'says which version it is',
    `${PATH}version`,
    {},
    { ...answer, status: 200, body: { application_name: 'qci-auth-mock', version: '1.0.0' } },
  ],
  ['answers HEAD as GET, without the body', `${PATH}health`, { method: 'HEAD' }, { ...health, body: '' }],
  ['answers a preflight', PATH, { method: 'OPTIONS' }, { status: 204, allow: 'POST, OPTIONS', body: '' }],
  [
    'refuses another method and names those that it takes',
    PATH,
    {},
    {
      ...answer,
      status: 405,
      allow: 'POST, OPTIONS',
      body: { message: 'Method not allowed; use POST or OPTIONS' },
    },
  ],
  [
    'refuses another method where it takes GET',
    `${PATH}health`,
    { method: 'DELETE' },
    { ...answer, status: 405, allow: 'GET, HEAD, OPTIONS', body: expect.anything() },
  ],
  [
    'knows no other path in its folder',
    `${PATH}nowhere`,
    {},
    { ...answer, status: 404, body: { message: 'No such path' } },
  ],
  [
    'refuses an API token that it does not know',
    PATH,
    post('{"refresh_token":"bogus"}'),
    { ...answer, status: 401, body: { message: 'API token is unknown' } },
  ],
  [
    'refuses a time-out of another form on every operation',
    `${PATH}health`,
    { headers: { 'X-Request-Timeout-Nano': '2.5' } },
    badRequest('header X-Request-Timeout-Nano must match pattern "^[0-9]+$"'),
  ],
  [
    'refuses a body that is not there',
    PATH,
    { method: 'POST', headers: json },
    badRequest('body is missing'),
  ],
  [
    'refuses another media type',
    PATH,
    post(goodPost.body!, { 'Content-Type': 'text/plain' }),
    badRequest('header Content-Type must be application/json'),
  ],
  ['refuses a body without the field', PATH, post('{}'), badRequest('Field is missing: body/refresh_token')],
  [
    'refuses a field of another type',
    PATH,
    post('{"refresh_token":1}'),
    badRequest('body/refresh_token must be string'),
  ],
  [
    'refuses an empty API token',
    PATH,
    post('{"refresh_token":""}'),
    badRequest('body/refresh_token must NOT have fewer than 1 characters'),
  ],
  ['refuses what is no object', PATH, post('[1]'), badRequest('body must be object')],
  ['refuses what is no JSON', PATH, post('{"refresh_token":'), badRequest('body must be JSON')],
  ['refuses deep nesting that is never closed', PATH, post(deep), badRequest('body must be JSON')],
  ['refuses deep nesting', PATH, post(deep + ']'.repeat(5_000)), badRequest('body must be object')],
  [
    'refuses a byte order mark',
    PATH,
    post(bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d)),
    badRequest('body must not begin with a byte order mark'),
  ],
  ['refuses what is not UTF-8', PATH, post(bytes(0x22, 0xff, 0x22)), badRequest('body must be UTF-8')],
  [
    'refuses a body of more than 64 KiB',
    PATH,
    post(`"${'x'.repeat(65_536)}"`),
    badRequest('body must have at most 65536 bytes'),
  ],
]

/** A fault, and what a caller who trades a token sees of it. */
type FaultCase = [title: string, fault: Fault, expected: Partial<Outcome>]

const faults: FaultCase[] = [
  ['latency gives the answer late', { kind: 'latency', delayMs: 1, jitterMs: 1 }, token],
  [
    'status gives another answer',
    { kind: 'status', status: 503 },
    { ...answer, status: 503, body: { message: 'Injected fault: status 503' } },
  ],
  [
    'status takes headers and JSON',
    { kind: 'status', status: 429, headers: { 'Retry-After': '7' }, body: { message: 'slow down' } },
    { ...answer, status: 429, retryAfter: '7', body: { message: 'slow down' } },
  ],
  [
    'status takes text',
    { kind: 'status', status: 502, headers: { 'Content-Type': 'text/html' }, body: '<h1>Bad Gateway</h1>' },
    { ...answer, status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' },
  ],
  ['status 204 has no body', { kind: 'status', status: 204, body: { a: 1 } }, { status: 204, body: '' }],
  [
    'status takes a Date of its own',
    { kind: 'status', status: 500, headers: { Date: 'Tue, 01 Jan 2030 00:00:00 GMT' } },
    { status: 500, date: 'Tue, 01 Jan 2030 00:00:00 GMT' },
  ],
  ['status 205 has no body', { kind: 'status', status: 205, body: { a: 1 } }, { status: 205, body: '' }],
  ['reset drops the connection', { kind: 'reset' }, { status: 'dropped' }],
  ['truncate breaks off in the body', { kind: 'truncate', bytes: 10 }, { ...token, body: 'broken' }],
  ['drip gives the body in pieces', { kind: 'drip', chunkMs: 1, chunkBytes: 50 }, token],
  [
    'malformedJson gives a body that is no JSON',
    { kind: 'malformedJson' },
    { ...token, body: expect.stringMatching(/^\{"access_token":.*"user_id":"mock-user"$/) },
  ],
  [
    'wrongContentType gives the body under another media type',
    { kind: 'wrongContentType' },
    { ...token, contentType: 'text/html' },
  ],
  ['empty gives no body', { kind: 'empty' }, { ...token, contentType: null, body: '' }],
  [
    'oversize gives a body of so many bytes',
    { kind: 'oversize', bytes: 70_000 },
    { ...token, body: { ...token.body, padding: expect.stringMatching(/^x{60000,}$/) } },
  ],
  ['redirect leads elsewhere', { kind: 'redirect', to: 'https://elsewhere.test/' }, { status: 'redirect' }],
  [
    'patch puts fields into the body',
    { kind: 'patch', body: { user_id: 7, more: null } },
    { ...token, body: { ...token.body, user_id: 7, more: null } },
  ],
  [
    'lifetime gives a token that was born expired',
    { kind: 'lifetime', ms: -1_000 },
    { ...token, body: { ...token.body, expires_at_rfc3339: '2026-06-01T11:59:59Z' } },
  ],
  [
    'date moves the Date header alone',
    { kind: 'date', skewMs: 60_000 },
    { ...token, date: 'Mon, 01 Jun 2026 12:01:00 GMT' },
  ],
  ['date leaves the Date header out', { kind: 'date', date: 'absent' }, { ...token, date: null }],
]

/** The laws that hold by way of every door. */
export function describeEntryPoint(name: string, open: OpenEntryPoint): void {
  const openAtNoon = (): Promise<EntryPoint> => open({ apiToken: API_TOKEN, now: () => NOON })

  describe(`by way of ${name}`, () => {
    test.each(requests)('%s', async (_title, path, init, expected) => {
      await using door = await openAtNoon()
      expect(await observe(door.fetch(`${door.url}${path}`, init))).toEqual(expect.objectContaining(expected))
    })

    test.each(faults)('the fault %s', async (_title, fault, expected) => {
      await using door = await openAtNoon()
      const ask = (): Promise<Outcome> =>
        observe(door.fetch(`${door.url}${PATH}`, { ...goodPost, redirect: 'manual' }))

      door.mock.faults.add(fault)
      expect(await ask()).toEqual(expect.objectContaining(expected))
      expect(await ask()).toEqual(token) // it happens once
      expect(door.mock.journal.list().map((entry) => entry.fault?.kind)).toEqual([fault.kind, undefined])
    })

    test('the fault patch leaves fields out', async () => {
      await using door = await openAtNoon()
      door.mock.faults.add({ kind: 'patch', omit: ['user_id'] })
      const { user_id: _, ...rest } = token.body
      const outcome = await observe(door.fetch(`${door.url}${PATH}`, goodPost))
      expect(outcome.body).toEqual(rest)
    })

    test('the fault hang keeps the caller waiting until the mock is reset', async () => {
      await using door = await openAtNoon()
      door.mock.faults.add({ kind: 'hang' })
      const outcome = observe(door.fetch(`${door.url}${PATH}`, goodPost))

      const [entry] = await door.mock.journal.waitFor({ operation: 'postAccessTokens' })
      expect(entry).toMatchObject({ state: 'open' })
      door.mock.reset()
      expect(await outcome).toEqual({ status: 'dropped' })
    })

    test('a request that is held back is dropped when the mock is reset', async () => {
      await using door = await openAtNoon()
      door.mock.faults.add({ kind: 'latency', delayMs: 600_000 })
      const outcome = observe(door.fetch(`${door.url}${PATH}`, goodPost))
      await door.mock.journal.waitFor({ count: 1 })
      door.mock.reset()
      expect(await outcome).toEqual({ status: 'dropped' })
    })

    test('a body that drips breaks off when the mock is reset', async () => {
      await using door = await openAtNoon()
      door.mock.faults.add({ kind: 'drip', chunkMs: 600_000 })
      const response = await door.fetch(`${door.url}${PATH}`, goodPost)
      const body = response.text().catch(() => 'broken')
      door.mock.reset()
      expect(await body).toBe('broken')
    })

    test('the clock of the mock drives expiry, Date header and whether a token is live', async () => {
      await using door = await openAtNoon()
      door.mock.clock.advance(86_400_000)
      const outcome = await observe(door.fetch(`${door.url}${PATH}`, goodPost))
      const body = outcome.body as { access_token: string; expires_at_rfc3339: string }

      expect(outcome.date).toBe('Tue, 02 Jun 2026 12:00:00 GMT')
      expect(body.expires_at_rfc3339).toBe('2026-06-02T13:00:00Z')
      door.mock.clock.advance(3_599_999)
      expect(door.mock.tokens.isLive(body.access_token)).toBe(true)
      door.mock.clock.advance(1)
      expect(door.mock.tokens.isLive(body.access_token)).toBe(false)
    })
  })
}
