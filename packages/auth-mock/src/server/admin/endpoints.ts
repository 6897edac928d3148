import { OPERATIONS } from '../../contract/contract.ts'
import {
  addToken,
  changeToken,
  CLOCK_FIELDS,
  NO_CONTENT,
  onToken,
  playScenario,
  setClock,
  toClockFacts,
  toFilter,
  TOKEN_CHANGES,
  TOKEN_FIELDS,
  waitForRequests,
} from './actions.ts'
import type { Endpoint } from './endpoint.ts'
import { addFaults, toShownFault } from './faults.ts'

const FILTER = {
  operation: `only requests of this operation: ${OPERATIONS.join(', ')}`,
  path: 'only requests to this path; * stands for any characters',
  method: 'only requests with this method, in upper case',
}
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
    summary: 'Reports that the mock is ready, with its base URL.',
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
    summary: 'Responds 200 when there are no problems, otherwise 409 with a list of them.',
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
