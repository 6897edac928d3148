import { AuthClient } from '@qci-client/auth'
import { expect, test } from 'vitest'

import { createJobsApi } from '../src/job-loop/jobs-api.ts'
import { waitForJob } from '../src/job-loop/wait-for-job.ts'
import { QUEUED_MS, RUNNING_MS, startApi } from './support/start-api.ts'

const { signal } = new AbortController()
/** Minimal where exactly one of the two variables is 1. */
const qubo = [
  { i: 0, j: 0, val: -1 },
  { i: 1, j: 1, val: -1 },
  { i: 0, j: 1, val: 2 },
]

test('the job loop submits a job, reports its status until it is completed, and downloads the results', async () => {
  await using api = await startApi()
  const jobs = createJobsApi(new AuthClient({ env: api.env }), signal)
  const statuses: string[] = []
  const id = await jobs.submit(qubo, 2)
  await waitForJob(jobs, id, {
    pollIntervalMs: 1,
    signal,
    onStatus(status) {
      statuses.push(status)
      api.mock.clock.advance(status === 'QUEUED' ? QUEUED_MS : RUNNING_MS)
    },
  })
  expect(statuses).toEqual(['QUEUED', 'RUNNING', 'COMPLETED'])
  const { counts, energies, solutions } = await jobs.getResults(id)
  expect(counts.reduce((sum, count) => sum + count)).toBe(5)
  expect(energies).toEqual(solutions.map(([x0 = 0, x1 = 0]) => 2 * x0 * x1 - x0 - x1))
})

test('the job loop continues with a renewed token when a job takes longer than the token is valid', async () => {
  await using api = await startApi()
  const jobs = createJobsApi(new AuthClient({ env: api.env }), signal)
  const id = await jobs.submit(qubo, 2)
  await waitForJob(jobs, id, {
    pollIntervalMs: 1,
    signal,
    onStatus: () => api.mock.clock.advance(2 * 3_600_000),
  })
  expect(api.mock.journal.tokenRequests()).toHaveLength(2)
})

test('the job loop reports a job that was cancelled', async () => {
  const jobs = { getStatus: () => Promise.resolve('CANCELLED') }
  const options = { pollIntervalMs: 1, signal, onStatus: () => {} }
  await expect(waitForJob(jobs, 'job-1', options)).rejects.toThrow('Job job-1 ended with CANCELLED')
})

test('the job loop reports what the API says about a job that it rejects', async () => {
  await using api = await startApi()
  const jobs = createJobsApi(new AuthClient({ env: api.env }), signal)
  await expect(jobs.getStatus('unknown')).rejects.toThrow('GET jobs/unknown/status failed: 404')
})

test('the job loop stops when its signal is aborted', async () => {
  await using api = await startApi()
  const controller = new AbortController()
  const jobs = createJobsApi(new AuthClient({ env: api.env }), controller.signal)
  const id = await jobs.submit(qubo, 2)
  const options = { pollIntervalMs: 60_000, signal: controller.signal, onStatus: () => controller.abort() }
  await expect(waitForJob(jobs, id, options)).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
})
