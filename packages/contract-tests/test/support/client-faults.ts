import type { Fault, FaultKind } from '@qci-client/auth-mock'

import { NOW_MS } from './client-cells.ts'

/** The API token of the mock in these tests: one that is found wherever it turns up. */
const ECHO = 'mock-api-token'

/** A fault that goes on for ever, and what AuthClient makes of it. */
export interface ClientFault {
  readonly name: string
  readonly fault: Fault & { readonly kind: FaultKind }
  /** The code of the error of an exchange, or that there is none. */
  readonly outcome: string
  /** The same of a single request for a token, which gives the wire body unjudged by the clock. */
  readonly token?: string
  /** The same of the other operations. */
  readonly other?: string
  /** What the error says besides. */
  readonly facts?: Readonly<Record<string, unknown>>
  /** What an exchange waits for between its tries, in milliseconds; one try more than waits. */
  readonly waitsMs?: readonly number[]
  /** Whether the port alone can do it. */
  readonly isOfPort?: boolean
}

export const FINE = 'none'
const API = 'ERR_QCI_AUTH_API'
const INVALID = 'ERR_QCI_AUTH_INVALID_RESPONSE'
const CONNECTION = 'ERR_QCI_AUTH_CONNECTION'

/** Half of 250 ms and half of 500 ms: the jitter of these tests is half of what it may be. */
const BACKOFF_MS = [125, 250]

const status = (code: number, headers: Record<string, string> = {}): Fault => ({
  kind: 'status',
  status: code,
  headers,
})
const passing = [408, 429, 500, 502, 503, 504].map((code): ClientFault => ({
  name: `status ${code}`,
  fault: status(code),
  outcome: API,
  facts: { status: code },
  waitsMs: BACKOFF_MS,
}))
const lasting = [400, 401, 403, 404, 405, 422, 501].map((code): ClientFault => ({
  name: `status ${code}`,
  fault: status(code),
  outcome: API,
  facts: { status: code },
}))

/** Every kind of fault that the mock knows. */
export const clientFaults: readonly ClientFault[] = [
  ...passing,
  ...lasting,
  {
    name: '429 with Retry-After in seconds',
    fault: status(429, { 'retry-after': '7' }),
    outcome: API,
    facts: { status: 429, retryAfterMs: 7_000 },
    waitsMs: [7_000, 7_000],
  },
  {
    name: '503 with Retry-After as a date',
    fault: status(503, { 'retry-after': new Date(NOW_MS + 9_000).toUTCString() }),
    outcome: API,
    facts: { status: 503, retryAfterMs: 9_000 },
    waitsMs: [9_000, 9_000],
  },
  {
    name: '429 with a long Retry-After',
    fault: status(429, { 'retry-after': '11' }),
    outcome: API,
    facts: { status: 429, retryAfterMs: 11_000 },
  },
  {
    name: 'an error that shows the API token',
    fault: { kind: 'status', status: 400, body: { message: `No such token: ${ECHO}` } },
    outcome: API,
    facts: { status: 400 },
  },
  {
    name: 'an error that is a page',
    fault: { kind: 'status', status: 502, body: `<h1>${ECHO}</h1>` },
    outcome: API,
    facts: { status: 502 },
    waitsMs: BACKOFF_MS,
  },
  { name: 'latency', fault: { kind: 'latency', delayMs: 1 }, outcome: FINE },
  { name: 'reset', fault: { kind: 'reset' }, outcome: CONNECTION, waitsMs: BACKOFF_MS },
  { name: 'hang', fault: { kind: 'hang' }, outcome: 'ERR_QCI_AUTH_TIMEOUT', waitsMs: BACKOFF_MS },
  { name: 'truncate', fault: { kind: 'truncate' }, outcome: CONNECTION, waitsMs: BACKOFF_MS },
  { name: 'drip', fault: { kind: 'drip', chunkMs: 0, chunkBytes: 7 }, outcome: FINE },
  { name: 'malformedJson', fault: { kind: 'malformedJson' }, outcome: INVALID },
  { name: 'wrongContentType', fault: { kind: 'wrongContentType' }, outcome: FINE },
  { name: 'empty', fault: { kind: 'empty' }, outcome: INVALID },
  { name: 'oversize', fault: { kind: 'oversize' }, outcome: INVALID },
  {
    name: 'redirect',
    fault: { kind: 'redirect', to: 'https://elsewhere.test/?t=secret' },
    outcome: 'ERR_QCI_AUTH_REDIRECT',
    facts: { status: 307, location: 'https://elsewhere.test/' },
  },
  { name: 'patch: a field more', fault: { kind: 'patch', body: { extra: ECHO } }, outcome: FINE },
  {
    name: 'patch: no access token',
    fault: { kind: 'patch', omit: ['access_token'] },
    outcome: INVALID,
    facts: { field: 'access_token' },
    other: FINE,
  },
  {
    name: 'patch: an access token that fits no header',
    fault: { kind: 'patch', body: { access_token: `a ${ECHO}` } },
    outcome: INVALID,
    facts: { field: 'access_token' },
    other: FINE,
  },
  {
    name: 'patch: no expiry',
    fault: { kind: 'patch', omit: ['expires_at_rfc3339'] },
    outcome: INVALID,
    facts: { field: 'expires_at_rfc3339' },
    other: FINE,
  },
  {
    name: 'patch: an expiry that is no date',
    fault: { kind: 'patch', body: { expires_at_rfc3339: 'soon' } },
    outcome: INVALID,
    facts: { field: 'expires_at_rfc3339' },
    other: FINE,
  },
  {
    name: 'patch: another token type',
    fault: { kind: 'patch', body: { token_type: 'Basic' } },
    outcome: INVALID,
    facts: { field: 'token_type' },
    other: FINE,
  },
  {
    name: 'patch: no message, no version',
    fault: { kind: 'patch', omit: ['message', 'version'] },
    outcome: FINE,
    other: INVALID,
  },
  {
    name: 'lifetime: born expired',
    fault: { kind: 'lifetime', ms: -60_000 },
    outcome: INVALID,
    facts: { field: 'expires_at_rfc3339' },
    token: FINE,
  },
  { name: 'lifetime: short', fault: { kind: 'lifetime', ms: 60_000 }, outcome: FINE },
  { name: 'date: the clocks differ', fault: { kind: 'date', skewMs: -3_600_000 }, outcome: FINE },
  { name: 'date: absent', fault: { kind: 'date', date: 'absent' }, outcome: FINE },
  { name: 'refuse', fault: { kind: 'refuse' }, outcome: CONNECTION, waitsMs: BACKOFF_MS, isOfPort: true },
]
