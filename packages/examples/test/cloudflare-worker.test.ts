import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

import { rolldown } from 'rolldown'
import { describe, expect, onTestFinished, test } from 'vitest'

import { QUEUED_MS, startApi, submitJob } from './support/start-api.ts'

/** Starts the Worker in workerd, bundled as for deployment. */
async function startWorker(bindings: Record<string, string>): Promise<string> {
  const { Miniflare } = await import('miniflare')
  await using bundle = await rolldown({
    input: fileURLToPath(new URL('../src/cloudflare-worker/worker.ts', import.meta.url)),
    platform: 'neutral',
    resolve: { conditionNames: ['@qci-client/source', 'workerd', 'import', 'default'] },
  })
  const { output } = await bundle.generate({ format: 'esm' })
  const worker = new Miniflare({
    modules: true,
    script: output[0].code,
    compatibilityDate: '2026-07-30',
    bindings,
    cf: false, // no request to Cloudflare for the location
    handleStructuredLogs: () => {}, // the Worker's log is not part of the test's output
  })
  onTestFinished(() => worker.dispose())
  return (await worker.ready).origin
}

function hasWorkerd(): boolean {
  try {
    createRequire(createRequire(import.meta.url).resolve('miniflare'))('workerd')
    return true
  } catch {
    return false
  }
}

describe.skipIf(!hasWorkerd())('the Cloudflare Worker', () => {
  test('the Worker responds with the status of a job, and its requests share one access token', async () => {
    await using api = await startApi()
    const url = await startWorker({ ...api.env })
    const id = await submitJob(api)
    const exchanges = api.mock.journal.tokenRequests().length
    expect(await (await fetch(`${url}/jobs/${id}/status`)).json()).toMatchObject({ status: 'QUEUED' })
    api.mock.clock.advance(QUEUED_MS)
    expect(await (await fetch(`${url}/jobs/${id}/status`)).json()).toMatchObject({ status: 'RUNNING' })
    expect(api.mock.journal.tokenRequests()).toHaveLength(exchanges + 1)
  })

  test('the Worker responds with 404 to another path', async () => {
    await using api = await startApi()
    const url = await startWorker({ ...api.env })
    expect((await fetch(`${url}/jobs`)).status).toBe(404)
  })

  test('the Worker responds with 503 and an error code when the API token is rejected', async () => {
    await using api = await startApi()
    const url = await startWorker({ ...api.env, QCI_TOKEN: 'a-wrong-token' })
    const response = await fetch(`${url}/jobs/job-1/status`)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'ERR_QCI_AUTH_API' })
  })
})
