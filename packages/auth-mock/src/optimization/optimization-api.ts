import type { AuthMockControls } from '../engine/auth-mock-controls.ts'
import { checkNumber } from '../util/check-number.ts'
import type { ApiHandler } from '../wire/api-handler.ts'
import { createApiRoute, type RouteRequest } from './api-route.ts'
import { createFiles, type FileContent } from './files.ts'
import { createJobs } from './jobs.ts'
import { readJson } from './read-json.ts'
import { type SampleJob, sampleResults } from './sample-results.ts'

/** The options of {@link createOptimizationApi}. */
export interface OptimizationApiOptions {
  /** How long a job is QUEUED, in milliseconds on the mock's clock. @defaultValue `1_000` */
  queuedMs?: number | undefined
  /** How long a job is RUNNING, in milliseconds on the mock's clock. @defaultValue `2_000` */
  runningMs?: number | undefined
  /** The allocation at the start, in seconds. Each completed job uses `runningMs` of it. @defaultValue `600` */
  allocationSeconds?: number | undefined
  /** Whether jobs use up the allocation. @defaultValue `true` */
  metered?: boolean | undefined
  /**
   * Returns the results of a job: `{ counts, energies, solutions }` and further fields of the problem type.
   *
   * @defaultValue random solutions with their energies
   */
  solve?: ((job: SampleJob) => FileContent) | undefined
}

/**
 * Creates the request handlers of QCi's optimization API: upload files in parts, submit jobs, follow their status
 * from QUEUED to RUNNING to COMPLETED on the mock's clock, download results, cancel jobs, read metrics and
 * allocations. Every request needs an access token of the mock.
 *
 * The requests and the response fields that the Python client qci-client 5.0.3 reads are known; other fields, the
 * statuses of errors and their messages are assumed.
 *
 * @throws TypeError naming the option that is wrong.
 *
 * @example
 * ```ts
 * const api = await startAuthMockServer({ handlers: createOptimizationApi })
 * ```
 */
export function createOptimizationApi(
  mock: AuthMockControls,
  options: OptimizationApiOptions = {},
): ApiHandler[] {
  const { allocationSeconds = 600, metered = true, solve = (job) => sampleResults(job, mock.seed) } = options
  const queuedMs = checkNumber(options.queuedMs ?? 1_000, 'queuedMs', { min: 0 })
  const runningMs = checkNumber(options.runningMs ?? 2_000, 'runningMs', { min: 0 })
  checkNumber(allocationSeconds, 'allocationSeconds', { min: 0 })
  let lastId = 0
  const createId = (): string => {
    lastId += 1
    return lastId.toString(16).padStart(24, '0')
  }
  const { clock } = mock
  const files = createFiles(clock, createId)
  const jobs = createJobs({ clock, files, createId, queuedMs, runningMs, allocationSeconds, metered, solve })

  const toRoute = ([line, respond]: [string, (request: RouteRequest) => unknown]): ApiHandler => {
    const [method = '', path = ''] = line.split(' ')
    return createApiRoute({
      method,
      path: `optimization/v1/${path}`,
      respond,
      guard: (resolver) => mock.requireAccessToken(resolver),
    })
  }
  const id = ({ params }: RouteRequest): string => params['id']!
  const part = ({ params }: RouteRequest): string => params['part']!
  return Object.entries<(request: RouteRequest) => unknown>({
    'GET jobs/allocations': () => jobs.allocations(),
    'POST jobs': async ({ request }) => jobs.submit(await readJson(request)),
    'GET jobs/{id}': (request) => jobs.get(id(request)),
    'PATCH jobs/{id}': async (request) => jobs.cancel(id(request), await readJson(request.request)),
    'GET jobs/{id}/status': (request) => jobs.status(id(request)),
    'GET jobs/{id}/metrics': (request) => jobs.metrics(id(request)),
    'GET jobs/{id}/metrics/v1': (request) => jobs.metrics(id(request)),
    'GET jobs/{id}/metrics/v2': (request) => jobs.metrics(id(request)),
    'GET files': () => files.list(),
    'POST files': async ({ request }) => files.create(await readJson(request)),
    'GET files/{id}': (request) => files.metadata(id(request)),
    'PATCH files/{id}/contents/{part}': async (request) =>
      files.storePart(id(request), { number: part(request), body: await readJson(request.request) }),
    'GET files/{id}/contents/{part}': (request) => files.part(id(request), part(request)),
  }).map(toRoute)
}
