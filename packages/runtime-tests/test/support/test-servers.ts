import { readFile } from 'node:fs/promises'

import { startAuthMockServer } from '@qci-client/auth-mock/server'
import { http, HttpResponse } from 'msw/http'

import { createCertificates, noOpenssl } from '@qci-client/test-support/certificates'
import type { TestServers } from '../../src/suite/suite-input.ts'
import { startTlsServer } from './tls-server.ts'

/** Lets pages of any origin read a response. */
const cors = { 'access-control-allow-origin': '*' }

/** Starts the mock with a guarded API next to it, a server of another origin, and one with TLS. */
export async function startTestServers(): Promise<{ urls: TestServers } & AsyncDisposable> {
  await using stack = new AsyncDisposableStack()
  const reject = () => new HttpResponse(null, { status: 401, headers: cors })
  const echo = async ({ request }: { request: Request }) => HttpResponse.text(await request.text())
  const redirect = ({ request }: { request: Request }) =>
    HttpResponse.redirect(new URL(request.url).searchParams.get('to') ?? '', 302)
  const show = ({ request }: { request: Request }) =>
    HttpResponse.json({ authorization: request.headers.get('authorization') }, { headers: cors })
  const api = await startAuthMockServer({
    handlers: ({ requireAccessToken }) => [
      http.all('*/guarded/echo', requireAccessToken(echo)),
      http.get('*/guarded/redirect', requireAccessToken(redirect)),
      http.get('*/guarded/never', requireAccessToken(reject)),
    ],
  })
  stack.use(api)
  const other = await startAuthMockServer({
    handlers: () => [http.get('*/reject', reject), http.get('*/show', show)],
  })
  stack.use(other)
  const certificates = noOpenssl ? undefined : stack.use(await createCertificates())
  const tls = certificates && stack.use(await startTlsServer(certificates))
  const file = certificates?.caFile ?? ''
  const running = stack.move()
  return {
    urls: {
      apiUrl: api.url,
      apiToken: api.env.QCI_TOKEN,
      adminUrl: `${api.url}/__mock__`,
      otherOriginUrl: other.url,
      tlsUrl: tls?.url ?? '',
      certificate: { text: file && (await readFile(file, 'utf8')), file },
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
