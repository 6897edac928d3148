import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { createOptimizationApi } from '@qci-client/auth-mock/optimization'
import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { type RecordedRequest, startRecorder } from './recorder.ts'

const program = fileURLToPath(new URL('capture-dirac-job.py', import.meta.url))

/** Runs the job with QCi's Python client and returns its requests, repeated ones once. */
export async function captureDiracJob(python: string): Promise<RecordedRequest[]> {
  await using api = await startAuthMockServer({
    handlers: (mock) => createOptimizationApi(mock, { queuedMs: 0, runningMs: 0 }),
  })
  await using recorder = await startRecorder(api.url)
  const { stdout } = await promisify(execFile)(python, [program, recorder.url])
  if (stdout.trim() !== 'COMPLETED') throw new Error(`The job ended as ${stdout}`)
  return withoutRepeats(recorder.requests)
}

/** Each request once: how often the status is read depends on time, and the order of the parts on threads. */
export function withoutRepeats(requests: readonly RecordedRequest[]): RecordedRequest[] {
  return [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()]
}
