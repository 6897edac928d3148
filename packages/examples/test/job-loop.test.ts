import { AuthClient } from '@qci-client/auth'
import { expect, test } from 'vitest'

import { runJob } from '../src/job-loop/run-job.ts'
import { startApi } from './support/start-api.ts'

const signal = new AbortController().signal

test('the job loop submits a job and reports its status until it is completed', async () => {
  await using api = await startApi()
  const statuses: string[] = []
  const job = await runJob(new AuthClient({ env: api.server.env }), {
    quboFileId: 'file-1',
    pollIntervalMs: 1,
    signal,
    onStatus: (status) => statuses.push(status),
  })
  expect(job).toEqual({ id: 'job-1', status: 'COMPLETED' })
  expect(statuses).toEqual(['SUBMITTED', 'QUEUED', 'RUNNING', 'COMPLETED'])
  expect(api.submissions).toMatchObject([
    {
      job_submission: {
        problem_config: { quadratic_unconstrained_binary_optimization: { qubo_file_id: 'file-1' } },
      },
    },
  ])
})

test('the job loop continues with a renewed token when its access token is revoked', async () => {
  await using api = await startApi()
  const client = new AuthClient({ env: api.server.env })
  const accessToken = await client.getAccessToken()
  const revokeOnce = (status: string) => {
    if (status === 'QUEUED') api.server.mock.tokens.revoke(accessToken)
  }
  const job = await runJob(client, { quboFileId: 'file-1', pollIntervalMs: 1, signal, onStatus: revokeOnce })
  expect(job.status).toBe('COMPLETED')
  expect(api.server.mock.journal.tokenRequests()).toHaveLength(2)
})

test('the job loop stops when its signal is aborted', async () => {
  await using api = await startApi()
  const controller = new AbortController()
  const job = runJob(new AuthClient({ env: api.server.env }), {
    quboFileId: 'file-1',
    pollIntervalMs: 60_000,
    signal: controller.signal,
    onStatus: () => controller.abort(),
  })
  await expect(job).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
})
