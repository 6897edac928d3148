import { setTimeout } from 'node:timers/promises'

import { type AuthClient, isQciAuthError } from '@qci-client/auth'

export interface DiracJob {
  polynomial: { num_variables: number; min_degree: number; max_degree: number; data: readonly object[] }
  device: { num_samples: number; num_levels: readonly number[] }
}

/** Minimizes a polynomial of integer variables on a Dirac-3: upload, submit, wait, download the results. */
export async function runDiracJob(
  client: Pick<AuthClient, 'fetch'>,
  { polynomial: { data, ...metadata }, device }: DiracJob,
  sleep: (ms: number) => Promise<unknown> = setTimeout,
): Promise<Record<string, unknown[]>> {
  async function send(method: string, path: string, json?: object): Promise<string> {
    const init = { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(json) }
    for (let attempt = 1; ; attempt += 1) {
      const { status, text } = await client
        .fetch(`optimization/v1/${path}`, { ...init, signal: AbortSignal.timeout(60_000) })
        .then(async (response) => ({ status: response.status, text: await response.text() }))
        .catch((error: Error & { cause?: Error }) => {
          if (isQciAuthError(error)) throw error // the client has retried already
          return { status: 0, text: (error.cause ?? error).message }
        })
      if (status >= 200 && status < 300) return text
      // 429, 503: not accepted. 502, 504, no response: possibly accepted, so a POST is not sent again.
      const isTransient = [429, 503].includes(status) || (method !== 'POST' && [0, 502, 504].includes(status))
      if (!isTransient || attempt === 6)
        throw new Error(`${method} ${path}: ${status || 'no response,'} ${text}`)
      await sleep(500 * 2 ** attempt)
    }
  }
  const get = async (path: string) => JSON.parse(await send('GET', path))
  const post = async (path: string, json: object) => JSON.parse(await send('POST', path, json))
  const file = { file_name: 'polynomial.json', file_config: { polynomial: metadata } }
  const { file_id: polynomial_file_id } = await post('files', file)
  for (let part = 1; part === 1 || (part - 1) * 10_000 < data.length; part += 1) {
    const polynomial = { data: data.slice((part - 1) * 10_000, part * 10_000) }
    await send('PATCH', `files/${polynomial_file_id}/contents/${part}`, { file_config: { polynomial } })
  }
  await get('jobs/allocations') // a GET can be repeated: it, not the POST, meets a pooled connection that was closed
  const problem_config = { qudit_hamiltonian_optimization: { polynomial_file_id } }
  const job_submission = { problem_config, device_config: { 'dirac-3_qudit': device } }
  const { job_id } = await post('jobs', { job_submission })
  for (let status = ''; status !== 'COMPLETED';) {
    await sleep(2_500)
    status = (await get(`jobs/${job_id}/status`)).status
    if (['ERRORED', 'CANCELLED'].includes(status)) throw new Error(`Job ${job_id} is ${status}`)
  }
  const { file_id } = (await get(`jobs/${job_id}`)).job_result
  const { num_parts } = await get(`files/${file_id}`)
  const results: Record<string, unknown[]> = {}
  for (let part = 1; part <= num_parts; part += 1) {
    const { file_config } = await get(`files/${file_id}/contents/${part}`)
    const lists: Record<string, unknown[]> = Object.assign({}, ...Object.values(file_config))
    for (const [name, list] of Object.entries(lists)) results[name] = [...(results[name] ?? []), ...list]
  }
  return results
}
