import type { Fault, FaultKind } from '@qci-client/auth-mock'

import { NOW_MS } from './client-under-test.ts'
import type { CallKind } from './client-under-test.ts'

/** The mock's API token. Faults put it into responses, from where it must not reach an error. */
const API_TOKEN = 'mock-api-token'

/** A fault of the mock and the outcome of AuthClient's methods. */
export interface ClientFault {
  readonly fault: Fault & { readonly kind: FaultKind }
  /** The error code of each kind of call; undefined when it succeeds. */
  readonly codes: Readonly<Record<CallKind, string | undefined>>
  /** Properties of an error with the code of the exchange. */
  readonly facts: Readonly<Record<string, unknown>>
  /** The waits of an exchange before its retries, in milliseconds. */
  readonly waitsMs: readonly number[]
}

const API = 'ERR_QCI_AUTH_API'
const INVALID = 'ERR_QCI_AUTH_INVALID_RESPONSE'
const CONNECTION = 'ERR_QCI_AUTH_CONNECTION'

/** Half of 250 ms and half of 500 ms: `random` is always 0.5, which also adds half to a Retry-After. */
const RETRIED = { waitsMs: [125, 250] }

type Details = Partial<Omit<ClientFault, 'fault' | 'codes'> & ClientFault['codes']>

function row(fault: ClientFault['fault'], code: string | undefined, details: Details = {}): ClientFault {
  const { facts = {}, waitsMs = [], ...codes } = details
  return { fault, facts, waitsMs, codes: { exchange: code, token: code, other: code, ...codes } }
}

function statusRow(status: number, details: Details = {}, body?: unknown): ClientFault {
  return row({ kind: 'status', status, body }, API, { ...details, facts: { status } })
}

function laterRow(status: number, later: string, retryAfterMs: number, waitsMs: number[]): ClientFault {
  const headers = { 'retry-after': later }
  return row({ kind: 'status', status, headers }, API, { facts: { status, retryAfterMs }, waitsMs })
}

/** A fault that only breaks access tokens, by one of their fields. */
function tokenRow(field: string, fault: ClientFault['fault'], details: Details = {}): ClientFault {
  return row(fault, INVALID, { facts: { field }, other: undefined, ...details })
}

function patchRow(field: string, value: unknown): ClientFault {
  return tokenRow(field, { kind: 'patch', body: { [field]: value } })
}

/** Every kind of fault that the mock has. */
export const clientFaults: readonly ClientFault[] = [
  ...[408, 429, 500, 502, 503, 504].map((status) => statusRow(status, RETRIED)),
  ...[400, 401, 403, 404, 405, 422, 501].map((status) => statusRow(status)),
  laterRow(429, '7', 7_000, [10_500, 10_500]),
  laterRow(503, new Date(NOW_MS + 9_000).toUTCString(), 9_000, [13_500, 13_500]),
  laterRow(429, '11', 11_000, []),
  statusRow(400, {}, { message: `No such token: ${API_TOKEN}` }),
  statusRow(502, RETRIED, `<h1>${API_TOKEN}</h1>`),
  row({ kind: 'latency', delayMs: 1 }, undefined),
  row({ kind: 'reset' }, CONNECTION, RETRIED),
  row({ kind: 'hang' }, 'ERR_QCI_AUTH_TIMEOUT', RETRIED),
  row({ kind: 'truncate' }, CONNECTION, RETRIED),
  row({ kind: 'refuse' }, CONNECTION, RETRIED),
  row({ kind: 'drip', chunkMs: 0, chunkBytes: 7 }, undefined),
  row({ kind: 'malformedJson' }, INVALID),
  row({ kind: 'wrongContentType' }, undefined),
  row({ kind: 'empty' }, INVALID),
  row({ kind: 'oversize' }, INVALID),
  row({ kind: 'redirect', to: 'https://other.test/?t=secret' }, 'ERR_QCI_AUTH_REDIRECT', {
    facts: { status: 307, location: 'https://other.test/' },
  }),
  row({ kind: 'patch', body: { extra: API_TOKEN } }, undefined),
  row({ kind: 'patch', omit: ['message', 'version'] }, undefined, { other: INVALID }),
  tokenRow('access_token', { kind: 'patch', omit: ['access_token'] }),
  tokenRow('expires_at_rfc3339', { kind: 'patch', omit: ['expires_at_rfc3339'] }),
  patchRow('access_token', `a ${API_TOKEN}`),
  patchRow('expires_at_rfc3339', 'soon'),
  patchRow('token_type', 'Basic'),
  tokenRow('expires_at_rfc3339', { kind: 'lifetime', ms: -60_000 }, { token: undefined }),
  row({ kind: 'lifetime', ms: 60_000 }, undefined),
  row({ kind: 'date', skewMs: -3_600_000 }, undefined),
  row({ kind: 'date', date: 'absent' }, undefined),
]
