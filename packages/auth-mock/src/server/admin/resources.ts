import type { ApiTokenOptions } from '../../tokens/api-token.ts'
import type { MockClock } from '../../util/mock-clock.ts'
import { type OperationId, OPERATIONS } from '../../contract/contract.ts'
import type { AuthMockControls } from '../../engine/controls.ts'
import type { Instant } from '../../util/instant.ts'
import type { JournalFilter } from '../../journal/journal.ts'
import type { Mask } from '../../journal/mask.ts'
import { checkNumber } from '../../util/check-number.ts'
import type { ScenarioName } from '../../faults/scenario.ts'
import { AdminError } from './error.ts'
import { addFault, toShownFault } from './faults.ts'
import { takeFields } from './take-fields.ts'

/** What the admin API was asked. */
export interface AdminRequest {
  mock: AuthMockControls
  /** Takes secrets out of what is answered. */
  mask: Mask
  /** The base URL of the server. */
  url: string
  /** The token that the path names. */
  ref: string
  query: URLSearchParams
  body: Record<string, unknown>
}

/** What it answers: 200 unless said otherwise. */
export interface AdminResponse {
  status?: number
  body?: unknown
}

type AdminHandler = (request: AdminRequest) => AdminResponse | Promise<AdminResponse>

const NO_CONTENT: AdminResponse = { status: 204 }
/** The longest wait, in milliseconds. */
const MAX_WAIT_MS = 600_000

/** What there is below `/__mock__/`, and what each method does there. */
export const resources: readonly { pattern: RegExp; methods: Readonly<Record<string, AdminHandler>> }[] = [
  { pattern: /^ready$/, methods: { GET: ({ url }) => ({ body: { ready: true, url } }) } },
  { pattern: /^reset$/, methods: { POST: ({ mock }) => (mock.reset(), NO_CONTENT) } },
  {
    pattern: /^requests$/,
    methods: {
      GET: ({ mock, query }) => ({ body: mock.journal.list(toFilter(query)) }),
      DELETE: ({ mock }) => (mock.journal.clear(), NO_CONTENT),
    },
  },
  { pattern: /^requests\/wait$/, methods: { GET: waitForRequests } },
  {
    pattern: /^faults$/,
    methods: {
      GET: ({ mock, mask }) => ({ body: mock.faults.list().map((fault) => toShownFault(fault, mask)) }),
      POST: ({ mock, body }) => ({ status: 201, body: { id: addFault(mock.faults, body).id } }),
      DELETE: ({ mock }) => (mock.faults.clear(), NO_CONTENT),
    },
  },
  {
    pattern: /^clock$/,
    methods: { GET: ({ mock }) => ({ body: toClockFacts(mock.clock) }), POST: moveClock },
  },
  {
    pattern: /^tokens$/,
    methods: { GET: ({ mock }) => ({ body: mock.tokens.list() }), POST: addToken },
  },
  { pattern: /^tokens\/([^/]+)$/, methods: { PATCH: changeToken, DELETE: removeToken } },
  { pattern: /^scenario$/, methods: { POST: playScenario } },
]

async function waitForRequests({ mock, query }: AdminRequest): Promise<AdminResponse> {
  const count = toInteger(query, 'count', 1, Number.MAX_SAFE_INTEGER) ?? 1
  const timeoutMs = toInteger(query, 'timeoutMs', 0, MAX_WAIT_MS) ?? 5_000
  try {
    return { body: await mock.journal.waitFor({ ...toFilter(query), count, timeoutMs }) }
  } catch (error) {
    throw new AdminError(504, (error as Error).message)
  }
}

function moveClock({ mock: { clock }, body }: AdminRequest): AdminResponse {
  const { freeze, freezeAt, offsetMs, advanceMs, resume } = takeFields(body, {
    freeze: 'boolean',
    freezeAt: 'any',
    offsetMs: 'number',
    advanceMs: 'number',
    resume: 'boolean',
  })
  if (freezeAt !== undefined) clock.freeze(freezeAt as Instant)
  else if (freeze) clock.freeze()
  if (offsetMs !== undefined) clock.offset(offsetMs)
  if (advanceMs !== undefined) clock.advance(advanceMs)
  if (resume) clock.resume()
  return { body: toClockFacts(clock) }
}

function toClockFacts(clock: MockClock): object {
  const nowMs = clock.now()
  return { now: new Date(nowMs).toISOString(), nowMs, frozen: clock.frozen, offsetMs: clock.offsetMs }
}

function addToken({ mock: { tokens }, body }: AdminRequest): AdminResponse {
  const { token, ...options } = body
  const known = takeFields(options, {
    userId: 'string',
    organizationId: 'string',
    expiresAt: 'any',
    maxUses: 'number',
    lifetimeMs: 'number',
  })
  const ref = tokens.add(token as string, known as ApiTokenOptions)
  return { status: 201, body: tokens.list().find((facts) => facts.ref === ref) }
}

function changeToken({ mock: { tokens }, ref, body }: AdminRequest): AdminResponse {
  const { expired, revoked } = takeFields(body, { expired: 'boolean', revoked: 'boolean' })
  if (!expired && !revoked)
    throw new AdminError(400, 'Nothing to do: give {"expired": true} or {"revoked": true}')
  if (expired) onToken(() => tokens.expire(ref))
  if (revoked) onToken(() => tokens.revoke(ref))
  return NO_CONTENT
}

function removeToken({ mock: { tokens }, ref }: AdminRequest): AdminResponse {
  onToken(() => tokens.remove(ref))
  return NO_CONTENT
}

/** A token that is not there is a 404. */
function onToken(change: () => void): void {
  try {
    change()
  } catch (error) {
    throw new AdminError(404, (error as Error).message)
  }
}

function playScenario({ mock, body }: AdminRequest): AdminResponse {
  mock.scenarios.play('name' in body ? (takeFields(body, { name: 'string' }).name as ScenarioName) : body)
  return NO_CONTENT
}

function toFilter(query: URLSearchParams): JournalFilter {
  const operation = query.get('operation')
  if (operation === null) return {}
  if (!OPERATIONS.includes(operation as OperationId)) {
    throw new AdminError(400, `operation must be one of ${OPERATIONS.join(', ')}`)
  }
  return { operation: operation as OperationId }
}

function toInteger(query: URLSearchParams, name: string, min: number, max: number): number | undefined {
  const text = query.get(name)
  return text === null
    ? undefined
    : checkNumber(text === '' ? Number.NaN : Number(text), name, { min, max, integer: true })
}
