import { type OperationId, OPERATIONS } from '../../contract/contract.ts'
import type { ScenarioName } from '../../faults/scenario.ts'
import type { JournalFilter } from '../../journal/journal.ts'
import type { ApiTokenOptions } from '../../tokens/api-token.ts'
import { checkNumber } from '../../util/check-number.ts'
import type { Instant } from '../../util/instant.ts'
import type { MockClock } from '../../util/mock-clock.ts'
import type { AdminRequest, AdminResponse } from './endpoint.ts'
import { AdminError } from './error.ts'
import { takeFields } from './take-fields.ts'

/** The response of success without a body. */
export const NO_CONTENT: AdminResponse = { status: 204 }
/** The longest wait, in milliseconds. */
const MAX_WAIT_MS = 600_000

/** The fields of the bodies. */
export const CLOCK_FIELDS = {
  freeze: 'boolean',
  freezeAt: 'any',
  offsetMs: 'number',
  advanceMs: 'number',
  resume: 'boolean',
} as const

export const TOKEN_FIELDS = {
  userId: 'string',
  organizationId: 'string',
  expiresAt: 'any',
  maxUses: 'number',
  lifetimeMs: 'number',
} as const

export const TOKEN_CHANGES = { expired: 'boolean', revoked: 'boolean' } as const

/** Waits for requests; 504 when the time limit passes. */
export async function waitForRequests({ mock, query }: AdminRequest): Promise<AdminResponse> {
  const count = toInteger(query, 'count', { min: 1 }) ?? 1
  const timeoutMs = toInteger(query, 'timeoutMs', { min: 0, max: MAX_WAIT_MS }) ?? 5_000
  const filter = toFilter(query)
  try {
    return { body: await mock.journal.waitFor({ ...filter, count, timeoutMs }) }
  } catch (error) {
    throw new AdminError(504, (error as Error).message)
  }
}

/** Sets the clock by the fields of the body. */
export function setClock({ mock: { clock }, body }: AdminRequest): AdminResponse {
  const { freeze, freezeAt, offsetMs, advanceMs, resume } = takeFields(body, CLOCK_FIELDS)
  if (freezeAt !== undefined) clock.freeze(freezeAt as Instant)
  else if (freeze) clock.freeze()
  if (offsetMs !== undefined) clock.offset(offsetMs)
  if (advanceMs !== undefined) clock.advance(advanceMs)
  if (resume) clock.resume()
  return { body: toClockFacts(clock) }
}

/** The state of the mock's clock. */
export function toClockFacts(clock: MockClock): object {
  const nowMs = clock.now()
  return { now: new Date(nowMs).toISOString(), nowMs, frozen: clock.frozen, offsetMs: clock.offsetMs }
}

/** Adds or replaces an API token. */
export function addToken({ mock: { tokens }, body }: AdminRequest): AdminResponse {
  const { token, ...options } = body
  const ref = tokens.add(token as string, takeFields(options, TOKEN_FIELDS) as ApiTokenOptions)
  return { status: 201, body: tokens.get(ref) }
}

/** Makes a token expire, or revokes it. */
export function changeToken({ mock: { tokens }, ref, body }: AdminRequest): AdminResponse {
  const { expired, revoked } = takeFields(body, TOKEN_CHANGES)
  if (!expired && !revoked) {
    throw new AdminError(400, 'Nothing to change: send {"expired": true} or {"revoked": true}')
  }
  return onToken(() => {
    if (expired) tokens.expire(ref)
    if (revoked) tokens.revoke(ref)
  })
}

/** Changes a token; an unknown one is a 404. */
export function onToken(change: () => void): AdminResponse {
  try {
    change()
  } catch (error) {
    throw new AdminError(404, (error as Error).message)
  }
  return NO_CONTENT
}

/** Applies a scenario, by its name or as JSON. */
export function playScenario({ mock, body }: AdminRequest): AdminResponse {
  mock.scenarios.play('name' in body ? (takeFields(body, { name: 'string' }).name as ScenarioName) : body)
  return NO_CONTENT
}

/** The journal filter of a query. */
export function toFilter(query: URLSearchParams): JournalFilter {
  const operation = query.get('operation') ?? undefined
  if (operation !== undefined && !OPERATIONS.includes(operation as OperationId)) {
    throw new AdminError(400, `operation must be one of ${OPERATIONS.join(', ')}`)
  }
  return {
    operation: operation as OperationId | undefined,
    path: query.get('path') ?? undefined,
    method: query.get('method') ?? undefined,
  }
}

function toInteger(
  query: URLSearchParams,
  name: string,
  bounds: { min: number; max?: number },
): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  return checkNumber(text === '' ? Number.NaN : Number(text), name, { ...bounds, integer: true })
}
