/** Submits a job, prints its status until it is completed, and prints its best solution. Ctrl-C stops waiting. */
import { AuthClient } from '@qci-client/auth'

import { createJobsApi } from './jobs-api.ts'
import { waitForJob } from './wait-for-job.ts'

const interrupted = new AbortController()
const { signal } = interrupted
process.once('SIGINT', () => interrupted.abort(new Error('Interrupted')))

using client = new AuthClient({ onEvent: ({ type }) => console.error(`access token: ${type}`) })
const api = createJobsApi(client, signal)

// Minimize -x0 - x1 + 2·x0·x1: the best solutions set exactly one of the two.
const qubo = [
  { i: 0, j: 0, val: -1 },
  { i: 1, j: 1, val: -1 },
  { i: 0, j: 1, val: 1 },
  { i: 1, j: 0, val: 1 },
]
const id = await api.submit(qubo, 2)
await waitForJob(api, id, { pollIntervalMs: 2_500, signal, onStatus: (status) => console.log(status) })
const { energies, solutions } = await api.getResults(id)
console.log(`Best solution: ${JSON.stringify(solutions[0])}, energy ${energies[0]}`)
