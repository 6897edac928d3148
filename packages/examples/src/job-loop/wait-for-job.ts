import { setTimeout } from 'node:timers/promises'

import type { JobsApi } from './jobs-api.ts'

export interface WaitOptions {
  /** The time between two requests for the status, in milliseconds. */
  pollIntervalMs: number
  /** Stops waiting. The job itself continues. */
  signal: AbortSignal
  /** Called with each status. */
  onStatus: (status: string) => void
}

/**
 * Waits until a job is completed.
 *
 * @throws Error when the job ends in another way: ERRORED or CANCELLED.
 */
export async function waitForJob(
  api: Pick<JobsApi, 'getStatus'>,
  id: string,
  { onStatus, pollIntervalMs, signal }: WaitOptions,
): Promise<void> {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- each status after the previous one
    const status = await api.getStatus(id)
    onStatus(status)
    if (status === 'COMPLETED') return
    if (status === 'ERRORED' || status === 'CANCELLED') throw new Error(`Job ${id} ended with ${status}`)
    // oxlint-disable-next-line no-await-in-loop
    await setTimeout(pollIntervalMs, undefined, { signal })
  }
}
