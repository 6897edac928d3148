import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

import { AuthClient } from '@qci-client/auth'
import { expect, onTestFinished, test, vi } from 'vitest'

import { createApp } from '../src/express/app.ts'
import { QUEUED_MS, startApi, submitJob } from './support/start-api.ts'

async function startApp(client: AuthClient): Promise<string> {
  const server = createApp(client).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('the Express app responds with the status of a job, and its requests share one access token', async () => {
  await using api = await startApi()
  const url = await startApp(new AuthClient({ env: api.env }))
  const id = await submitJob(api)
  const exchanges = api.mock.journal.tokenRequests().length
  expect(await (await fetch(`${url}/jobs/${id}/status`)).json()).toMatchObject({ status: 'QUEUED' })
  api.mock.clock.advance(QUEUED_MS)
  expect(await (await fetch(`${url}/jobs/${id}/status`)).json()).toMatchObject({ status: 'RUNNING' })
  expect(api.mock.journal.tokenRequests()).toHaveLength(exchanges + 1)
})

test('the Express app passes on the 404 of a job that does not exist', async () => {
  await using api = await startApi()
  const url = await startApp(new AuthClient({ env: api.env }))
  expect((await fetch(`${url}/jobs/unknown/status`)).status).toBe(404)
})

test('the Express app responds with 503 and an error code when the API token is rejected', async () => {
  await using api = await startApi()
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const url = await startApp(new AuthClient({ env: { ...api.env, QCI_TOKEN: 'a-wrong-token' } }))
  const response = await fetch(`${url}/jobs/job-1/status`)
  expect(response.status).toBe(503)
  expect(await response.json()).toEqual({ error: 'QCi is not available', code: 'ERR_QCI_AUTH_API' })
  expect(log).toHaveBeenCalledWith(expect.stringContaining('401'))
})
