import type { Fault, FaultKind } from '@qci-client/auth-mock'

import { NOW_MS } from './client-under-test.ts'

/** The mock's API token. Faults put it into responses, from where it must not reach an error. */
const API_TOKEN = 'mock-api-token'

/** A fault of the mock and the outcome of AuthClient's methods. */
export interface ClientFault {
  readonly name: string
  readonly fault: Fault & { readonly kind: FaultKind }
  /** The error code of an exchange; undefined when it succeeds. */
  readonly exchange: string | undefined
  /** The error code of `postAccessTokens()`. @defaultValue that of an exchange */
  readonly token?: string | undefined
  /** The error code of the other operations. @defaultValue that of `postAccessTokens()` */
  readonly other?: string | undefined
  /** Properties of an error with the code of the exchange. */
  readonly facts: Readonly<Record<string, unknown>>
  /** The waits of an exchange before its retries, in milliseconds. */
  readonly waitsMs: readonly number[]
}

const API = 'ERR_QCI_AUTH_API'
const INVALID = 'ERR_QCI_AUTH_INVALID_RESPONSE'
const CONNECTION = 'ERR_QCI_AUTH_CONNECTION'

/** Half of 250 ms and half of 500 ms: `random` is always 0.5, which also adds half to a Retry-After. */
const RETRY_WAITS_MS = [125, 250]

type Details = Partial<Pick<ClientFault, 'token' | 'other' | 'facts' | 'waitsMs'>>

const row = (
  name: string,
  fault: ClientFault['fault'],
  exchange: string | undefined,
  details: Details = {},
): ClientFault => ({ name, fault, exchange, facts: {}, waitsMs: [], ...details })
const statusRow = (
  name: string,
  status: number,
  more: { headers?: Record<string, string>; body?: string | object } = {},
  details: Details = {},
): ClientFault => {
  const facts = { status, ...details.facts }
  return row(name, { kind: 'status', status, ...more }, API, { ...details, facts })
}
/** A fault that only breaks access tokens. */
const tokenRow = (
  name: string,
  field: string,
  fault: ClientFault['fault'],
  details: Details = {},
): ClientFault => row(name, fault, INVALID, { facts: { field }, other: undefined, ...details })
const patch = (name: string, value: unknown): ClientFault['fault'] => ({
  kind: 'patch',
  body: { [name]: value },
})

/** Every kind of fault that the mock has. */
export const clientFaults: readonly ClientFault[] = [
  ...[408, 429, 500, 502, 503, 504].map((status) =>
    statusRow(`status ${status}`, status, {}, { waitsMs: RETRY_WAITS_MS }),
  ),
  ...[400, 401, 403, 404, 405, 422, 501].map((status) => statusRow(`status ${status}`, status)),
  statusRow(
    '429 with Retry-After in seconds',
    429,
    { headers: { 'retry-after': '7' } },
    {
      facts: { retryAfterMs: 7_000 },
      waitsMs: [10_500, 10_500],
    },
  ),
  statusRow(
    '503 with Retry-After as a date',
    503,
    { headers: { 'retry-after': new Date(NOW_MS + 9_000).toUTCString() } },
    {
      facts: { retryAfterMs: 9_000 },
      waitsMs: [13_500, 13_500],
    },
  ),
  statusRow(
    '429 with a long Retry-After',
    429,
    { headers: { 'retry-after': '11' } },
    { facts: { retryAfterMs: 11_000 } },
  ),
  statusRow('an error with the API token in it', 400, { body: { message: `No such token: ${API_TOKEN}` } }),
  statusRow('an error as an HTML page', 502, { body: `<h1>${API_TOKEN}</h1>` }, { waitsMs: RETRY_WAITS_MS }),
  row('latency', { kind: 'latency', delayMs: 1 }, undefined),
  row('reset', { kind: 'reset' }, CONNECTION, { waitsMs: RETRY_WAITS_MS }),
  row('hang', { kind: 'hang' }, 'ERR_QCI_AUTH_TIMEOUT', { waitsMs: RETRY_WAITS_MS }),
  row('truncate', { kind: 'truncate' }, CONNECTION, { waitsMs: RETRY_WAITS_MS }),
  row('refuse', { kind: 'refuse' }, CONNECTION, { waitsMs: RETRY_WAITS_MS }),
  row('drip', { kind: 'drip', chunkMs: 0, chunkBytes: 7 }, undefined),
  row('malformedJson', { kind: 'malformedJson' }, INVALID),
  row('wrongContentType', { kind: 'wrongContentType' }, undefined),
  row('empty', { kind: 'empty' }, INVALID),
  row('oversize', { kind: 'oversize' }, INVALID),
  row(
    'redirect to another origin',
    { kind: 'redirect', to: 'https://other.test/?t=secret' },
    'ERR_QCI_AUTH_REDIRECT',
    {
      facts: { status: 307, location: 'https://other.test/' },
    },
  ),
  row('patch: an unknown field', patch('extra', API_TOKEN), undefined),
  row('patch: no message, no version', { kind: 'patch', omit: ['message', 'version'] }, undefined, {
    other: INVALID,
  }),
  tokenRow('patch: no access token', 'access_token', { kind: 'patch', omit: ['access_token'] }),
  tokenRow('patch: an access token with a space', 'access_token', patch('access_token', `a ${API_TOKEN}`)),
  tokenRow('patch: no expiry', 'expires_at_rfc3339', { kind: 'patch', omit: ['expires_at_rfc3339'] }),
  tokenRow('patch: an invalid expiry', 'expires_at_rfc3339', patch('expires_at_rfc3339', 'soon')),
  tokenRow('patch: another token type', 'token_type', patch('token_type', 'Basic')),
  tokenRow(
    'lifetime: already expired',
    'expires_at_rfc3339',
    { kind: 'lifetime', ms: -60_000 },
    { token: undefined },
  ),
  row('lifetime: short', { kind: 'lifetime', ms: 60_000 }, undefined),
  row('date: clocks differ', { kind: 'date', skewMs: -3_600_000 }, undefined),
  row('date: absent', { kind: 'date', date: 'absent' }, undefined),
]
