import { beforeEach, expect, test, vi } from 'vitest'

import { startApi, submitJob } from './support/start-api.ts'

// Each test loads the route handler as a server process does: with a module of its own.
beforeEach(() => {
  vi.resetModules()
  Reflect.deleteProperty(globalThis, 'qciClient')
  vi.unstubAllEnvs()
})

const loadRoute = () => import('../src/next/app/api/jobs/[id]/status/route.ts')
const request = new Request('http://localhost:3000/api/jobs/job-1/status')

test('the Next.js route handler responds with the status of a job', async () => {
  await using api = await startApi()
  const { GET } = await loadRoute()
  vi.stubEnv('QCI_API_URL', api.env.QCI_API_URL)
  vi.stubEnv('QCI_TOKEN', api.env.QCI_TOKEN)
  const id = await submitJob(api)
  const response = await GET(request, { params: Promise.resolve({ id }) })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ status: 'QUEUED' })
})

test('the Next.js route handler loads without configuration and then responds with 503', async () => {
  vi.stubEnv('QCI_API_URL', '')
  vi.stubEnv('QCI_TOKEN', '')
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const { GET } = await loadRoute()
  const response = await GET(request, { params: Promise.resolve({ id: 'job-1' }) })
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ code: 'ERR_QCI_AUTH_CONFIGURATION' })
  expect(log).toHaveBeenCalledWith(expect.stringContaining('QCI_API_URL'))
})
