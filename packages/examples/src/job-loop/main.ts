/** `node main.ts QUBO_FILE_ID`: submits a job and prints its status until it is finished. */
import { AuthClient } from '@qci-client/auth'

import { runJob } from './run-job.ts'

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort(new Error('Interrupted')))

using client = new AuthClient({ onEvent: ({ type }) => console.error(`access token: ${type}`) })
const { id, status } = await runJob(client, {
  quboFileId: process.argv[2] ?? '',
  pollIntervalMs: 2_500,
  signal: interrupted.signal,
  onStatus: (current) => console.log(current),
})
console.log(`${id}: ${status}`)
