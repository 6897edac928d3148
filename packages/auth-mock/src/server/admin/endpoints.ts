import { type OperationId, OPERATIONS } from '../../contract/contract.ts'
import type { ScenarioName } from '../../faults/scenario.ts'
import type { JournalFilter } from '../../journal/journal.ts'
import type { ApiTokenOptions } from '../../tokens/api-token.ts'
import { checkNumber } from '../../util/check-number.ts'
import type { Instant } from '../../util/instant.ts'
import type { MockClock } from '../../util/mock-clock.ts'
import type { AdminRequest, AdminResponse, Endpoint } from './endpoint.ts'
import { AdminError } from './error.ts'
import { addFaults, toShownFault } from './faults.ts'
import { takeFields } from './take-fields.ts'

const NO_CONTENT: AdminResponse = { status: 204 }
/** The longest wait, in milliseconds. */
const MAX_WAIT_MS = 600_000

const FILTER = {
  operation: `only requests of this operation: ${OPERATIONS.join(', ')}`,
  path: 'only requests to this path; * stands for any characters',
  method: 'only requests with this method, in upper case',
}
const CLOCK_FIELDS = {
  freeze: 'boolean',
  freezeAt: 'any',
  offsetMs: 'number',
  advanceMs: 'number',
  resume: 'boolean',
} as const
const TOKEN_FIELDS = {
  userId: 'string',
  organizationId: 'string',
  expiresAt: 'any',
  maxUses: 'number',
  lifetimeMs: 'number',
} as const
const TOKEN_CHANGES = { expired: 'boolean', revoked: 'boolean' } as const

/** The endpoints below `/__mock__/`. `GET /` and `GET openapi.json` describe them. */
export const endpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '',
    summary: 'Lists the endpoints of the admin API.',
    run: () => ({
      body: {
        endpoints: endpoints.map(({ method, path, summary }) => ({
          method,
          path: `/__mock__/${path}`,
          summary,
        })),
        description: '/__mock__/openapi.json',
      },
    }),
  },
  {
    method: 'GET',
    path: 'openapi.json',
    summary: 'Describes the admin API in OpenAPI 3.1.',
    run: async () => ({ body: (await import('./openapi.ts')).describeEndpoints(endpoints) }),
  },
  {
    method: 'GET',
    path: 'ready',
    summary: 'Reports that the mock is ready, and its base URL.',
    run: ({ url }) => ({ body: { ready: true, url } }),
  },
  {
    method: 'POST',
    path: 'reset',
    summary: 'Restores the initial state; drops requests in flight.',
    status: 204,
    run: ({ mock }) => (mock.reset(), NO_CONTENT),
  },
  {
    method: 'GET',
    path: 'problems',
    summary: 'Lists contract violations, unmatched requests, failed handlers and unused faults.',
    run: ({ mock }) => ({ body: mock.problems() }),
  },
  {
    method: 'POST',
    path: 'assert-clean',
    summary: 'Responds 409 with the list of problems unless there are none.',
    run({ mock }) {
      const problems = mock.problems()
      if (problems.length === 0) return { body: { problems } }
      return { status: 409, body: { message: 'Contract violations or unused faults', problems } }
    },
  },
  {
    method: 'GET',
    path: 'requests',
    summary: 'Lists the requests in the journal, tokens masked.',
    query: FILTER,
    run: ({ mock, query }) => ({ body: mock.journal.list(toFilter(query)) }),
  },
  {
    method: 'DELETE',
    path: 'requests',
    summary: 'Clears the journal.',
    status: 204,
    run: ({ mock }) => (mock.journal.clear(), NO_CONTENT),
  },
  {
    method: 'GET',
    path: 'requests/wait',
    summary: 'Responds when enough requests have arrived; 504 when the time limit passes.',
    query: { ...FILTER, count: 'how many; default 1', timeoutMs: 'time limit; default 5000, at most 600000' },
    run: waitForRequests,
  },
  {
    method: 'GET',
    path: 'faults',
    summary: 'Lists the faults that can still apply.',
    run: ({ mock, mask }) => ({ body: mock.faults.list().map((fault) => toShownFault(fault, mask)) }),
  },
  {
    method: 'POST',
    path: 'faults',
    summary: 'Adds a fault or a preset, or a list of them.',
    takesList: true,
    status: 201,
    run: ({ mock, body }) => ({ status: 201, body: addFaults(mock.faults, body) }),
  },
  {
    method: 'DELETE',
    path: 'faults',
    summary: 'Removes all faults.',
    status: 204,
    run: ({ mock }) => (mock.faults.clear(), NO_CONTENT),
  },
  {
    method: 'GET',
    path: 'clock',
    summary: "Reports the mock's clock.",
    run: ({ mock }) => ({ body: toClockFacts(mock.clock) }),
  },
  {
    method: 'POST',
    path: 'clock',
    summary: "Sets the mock's clock.",
    fields: CLOCK_FIELDS,
    run: setClock,
  },
  {
    method: 'GET',
    path: 'tokens',
    summary: 'Lists the API tokens by their refs.',
    run: ({ mock }) => ({ body: mock.tokens.list() }),
  },
  {
    method: 'POST',
    path: 'tokens',
    summary: 'Adds or replaces an API token.',
    fields: { token: 'any', ...TOKEN_FIELDS },
    status: 201,
    run: addToken,
  },
  {
    method: 'PATCH',
    path: 'tokens/{ref}',
    summary: 'Makes a token expire, or revokes it.',
    fields: TOKEN_CHANGES,
    status: 204,
    run: changeToken,
  },
  {
    method: 'DELETE',
    path: 'tokens/{ref}',
    summary: 'Removes a token.',
    status: 204,
    run: ({ mock, ref }) => onToken(() => mock.tokens.remove(ref)),
  },
  {
    method: 'POST',
    path: 'scenario',
    summary: 'Applies a scenario, by its name or as JSON.',
    fields: { name: 'string', apiTokens: 'any', clock: 'any', faults: 'any' },
    status: 204,
    run: playScenario,
  },
]

/** The pattern of a path. */
export function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace('{ref}', '([^/]+)')}$`)
}

async function waitForRequests({ mock, query }: AdminRequest): Promise<AdminResponse> {
  const count = toInteger(query, 'count', { min: 1 }) ?? 1
  const timeoutMs = toInteger(query, 'timeoutMs', { min: 0, max: MAX_WAIT_MS }) ?? 5_000
  const filter = toFilter(query)
  try {
    return { body: await mock.journal.waitFor({ ...filter, count, timeoutMs }) }
  } catch (error) {
    throw new AdminError(504, (error as Error).message)
  }
}

function setClock({ mock: { clock }, body }: AdminRequest): AdminResponse {
  const { freeze, freezeAt, offsetMs, advanceMs, resume } = takeFields(body, CLOCK_FIELDS)
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
  const ref = tokens.add(token as string, takeFields(options, TOKEN_FIELDS) as ApiTokenOptions)
  return { status: 201, body: tokens.get(ref) }
}

function changeToken({ mock: { tokens }, ref, body }: AdminRequest): AdminResponse {
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
function onToken(change: () => void): AdminResponse {
  try {
    change()
  } catch (error) {
    throw new AdminError(404, (error as Error).message)
  }
  return NO_CONTENT
}

function playScenario({ mock, body }: AdminRequest): AdminResponse {
  mock.scenarios.play('name' in body ? (takeFields(body, { name: 'string' }).name as ScenarioName) : body)
  return NO_CONTENT
}

function toFilter(query: URLSearchParams): JournalFilter {
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
