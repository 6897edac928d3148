import type { AuthClient } from '@qci-client/auth'

/** The entries of a QUBO matrix: minimize the sum of `val · x[i] · x[j]`. */
export type Qubo = readonly { i: number; j: number; val: number }[]

/** The solutions of a job, the best first: how often each was found, and its energy. */
export interface Results {
  counts: number[]
  energies: number[]
  solutions: number[][]
}

/** The part of QCi's optimization API that the job loop needs. */
export interface JobsApi {
  /** Uploads a QUBO and submits a job for it. Returns the job's id. */
  submit(qubo: Qubo, numVariables: number): Promise<string>
  getStatus(id: string): Promise<string>
  /** Downloads the results of a completed job. */
  getResults(id: string): Promise<Results>
}

const PROBLEM = 'quadratic_unconstrained_binary_optimization'

/**
 * Creates a client of the optimization API.
 *
 * @param signal - Aborts the requests.
 */
export function createJobsApi(client: Pick<AuthClient, 'fetch'>, signal: AbortSignal): JobsApi {
  // `client.fetch` is `fetch` with the access token; the path is relative to QCI_API_URL. It renews the token whenever
  // necessary, so a job may take longer than the token is valid.
  const send = async <Body>(method: string, path: string, body?: object): Promise<Body> => {
    const headers = { 'Content-Type': 'application/json' }
    const init = body && { body: JSON.stringify(body), headers }
    const response = await client.fetch(`optimization/v1/${path}`, { method, signal, ...init })
    if (!response.ok) throw new Error(`${method} ${path} failed: ${response.status} ${await response.text()}`)
    return (await response.json()) as Body
  }

  return {
    async submit(qubo, numVariables) {
      const file_config = { qubo: { num_variables: numVariables } }
      const { file_id } = await send<{ file_id: string }>('POST', 'files', { file_config })
      await send('PATCH', `files/${file_id}/contents/1`, { file_config: { qubo: { data: qubo } } })
      const { job_id } = await send<{ job_id: string }>('POST', 'jobs', {
        job_submission: {
          problem_config: { [PROBLEM]: { qubo_file_id: file_id } },
          device_config: { 'dirac-1': { num_samples: 5 } },
        },
      })
      return job_id
    },
    async getStatus(id) {
      return (await send<{ status: string }>('GET', `jobs/${id}/status`)).status
    },
    async getResults(id) {
      const job = await send<{ job_result: { file_id: string } }>('GET', `jobs/${id}`)
      const path = `files/${job.job_result.file_id}/contents/1`
      const { file_config } = await send<{ file_config: Record<string, Results> }>('GET', path)
      const results = file_config[`${PROBLEM}_results`]
      if (!results) throw new Error(`${path} has no results of ${PROBLEM}`)
      return results
    },
  }
}
