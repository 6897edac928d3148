import { startAuthMockServer } from '@qci-client/auth-mock/server'
import type { AuthMockServer } from '@qci-client/auth-mock/server'
import { http, HttpResponse } from 'msw/http'

/** The mock with jobs next to it. They need a valid access token. */
export interface ApiWithJobs {
  server: AuthMockServer
  /** The submitted jobs, as received. */
  submissions: unknown[]
}

/** Starts the mock. A job's status changes with each request for it. */
export async function startApi(): Promise<ApiWithJobs & AsyncDisposable> {
  const server = await startAuthMockServer()
  const guard = server.mock.requireAccessToken
  const submissions: unknown[] = []
  const statuses = ['SUBMITTED', 'QUEUED', 'RUNNING', 'COMPLETED']
  let reads = 0
  const submit = guard(async ({ request }: { request: Request }) => {
    submissions.push(await request.json())
    return HttpResponse.json({ job_id: `job-${submissions.length}` })
  })
  const readStatus = guard(({ request }: { request: Request }) => {
    const [, id] = /jobs\/(.+)\/status$/.exec(request.url) ?? []
    if (id !== 'job-1') return HttpResponse.json({ message: `no job ${id}` }, { status: 404 })
    return HttpResponse.json({ status: statuses[Math.min(reads++, statuses.length - 1)] })
  })
  server.use(
    http.post('*/optimization/v1/jobs', submit),
    http.get('*/optimization/v1/jobs/:id/status', readStatus),
  )
  return { server, submissions, [Symbol.asyncDispose]: () => server.close() }
}
