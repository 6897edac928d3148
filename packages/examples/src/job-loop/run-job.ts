import { setTimeout } from 'node:timers/promises'

import type { AuthClient } from '@qci-client/auth'

/** The statuses after which a job does not change. */
const FINAL_STATUSES = ['COMPLETED', 'ERRORED', 'CANCELLED']

export interface RunJobOptions {
  /** The id of an uploaded QUBO file. */
  quboFileId: string
  /** The time between two requests for the status, in milliseconds. */
  pollIntervalMs: number
  /** Stops waiting. The job itself continues. */
  signal: AbortSignal
  onStatus: (status: string) => void
}

export interface FinishedJob {
  id: string
  status: string
}

/** Submits a job and waits until it is finished. However long that takes, each request has a valid access token. */
export async function runJob(
  client: Pick<AuthClient, 'fetch'>,
  options: RunJobOptions,
): Promise<FinishedJob> {
  const { onStatus, pollIntervalMs, quboFileId, signal } = options
  const send = async <Body>(path: string, init: RequestInit = {}) => {
    const response = await client.fetch(`optimization/v1/${path}`, { ...init, signal })
    if (!response.ok) throw new Error(`${response.status} for ${path}: ${await response.text()}`)
    return (await response.json()) as Body
  }

  const job_submission = {
    problem_config: { quadratic_unconstrained_binary_optimization: { qubo_file_id: quboFileId } },
    device_config: { 'dirac-1': { num_samples: 5 } },
  }
  const { job_id: id } = await send<{ job_id: string }>('jobs', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ job_submission }),
  })
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- each status after the previous one
    const { status } = await send<{ status: string }>(`jobs/${id}/status`)
    onStatus(status)
    if (FINAL_STATUSES.includes(status)) return { id, status }
    // oxlint-disable-next-line no-await-in-loop
    await setTimeout(pollIntervalMs, undefined, { signal })
  }
}
