import { AuthClient } from '@qci-client/auth'
import { createOptimizationApi } from '@qci-client/auth-mock/optimization'
import { startAuthMockServer } from '@qci-client/auth-mock/server'
import type { AuthMockServer } from '@qci-client/auth-mock/server'

import { createJobsApi } from '../../src/job-loop/jobs-api.ts'

/** How long a job is queued and running on the mock's clock, which is frozen until a test advances it. */
export const QUEUED_MS = 1_000
export const RUNNING_MS = 2_000

/** Starts the mock with QCi's optimization API. */
export async function startApi(): Promise<AuthMockServer> {
  const api = await startAuthMockServer({
    handlers: (mock) => createOptimizationApi(mock, { queuedMs: QUEUED_MS, runningMs: RUNNING_MS }),
  })
  api.mock.clock.freeze()
  return api
}

/** Submits a job and returns its id. */
export async function submitJob(api: AuthMockServer): Promise<string> {
  const jobs = createJobsApi(new AuthClient({ env: api.env }), new AbortController().signal)
  return jobs.submit([{ i: 0, j: 0, val: -1 }], 1)
}
