import { readFile } from 'node:fs/promises'

import { startAuthMockServer } from '@qci-client/auth-mock/server'
import { http, HttpResponse } from 'msw/http'

import { createCertificates, noOpenssl } from '@qci-client/test-support/certificates'
import type { TestServers } from '../../src/suite/suite-input.ts'
import { startTlsProxy } from './tls-proxy.ts'

/** The servers of one run of the suite. */
export interface RunningServers extends AsyncDisposable {
  urls: TestServers
}

/** Lets pages of any origin read a response. */
const cors = { 'access-control-allow-origin': '*' }

/** Starts the mock with a guarded API next to it, a server of another origin, and the TLS proxy. */
export async function startTestServers(): Promise<RunningServers> {
  await using stack = new AsyncDisposableStack()
  const api = stack.use(await startAuthMockServer())
  const other = stack.use(await startAuthMockServer())
  const guard = api.mock.requireAccessToken
  const redirect = ({ request }: { request: Request }) =>
    HttpResponse.redirect(new URL(request.url).searchParams.get('to') ?? '', 302)
  api.use(
    http.post(
      '*/guarded/echo',
      guard(async ({ request }) => HttpResponse.text(await request.text())),
    ),
    http.get(
      '*/guarded/here',
      guard(() => HttpResponse.text('here')),
    ),
    http.get('*/guarded/redirect', guard(redirect)),
    http.get(
      '*/guarded/never',
      guard(() => new HttpResponse(null, { status: 401 })),
    ),
  )
  other.use(
    http.get('*/reject', () => new HttpResponse(null, { status: 401, headers: cors })),
    http.get('*/show', ({ request }) =>
      HttpResponse.json({ authorization: request.headers.get('authorization') }, { headers: cors }),
    ),
  )
  const certificates = noOpenssl ? undefined : stack.use(await createCertificates())
  const proxy = certificates && stack.use(await startTlsProxy(api.url, certificates))
  const file = certificates?.caFile ?? ''
  const running = stack.move()
  return {
    urls: {
      apiUrl: api.url,
      apiToken: api.env.QCI_TOKEN,
      adminUrl: `${api.url}/__mock__`,
      otherOriginUrl: other.url,
      tlsUrl: proxy?.url ?? '',
      certificate: { text: file && (await readFile(file, 'utf8')), file },
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
