import { readFile } from 'node:fs/promises'

import { startAuthMockServer } from '@qci-client/auth-mock/server'
import { http, HttpResponse } from 'msw/http'

import { createCertificates, noOpenssl } from '@qci-client/test-support/certificates'
import type { Settings } from '../../src/suite/world.ts'
import { startHttp2Front } from './http2-front.ts'

/** Where the laws meet an API: the mock with a guarded one beside it, and another origin. */
export interface GuardedApis extends AsyncDisposable {
  settings: Settings
}

/** Pages of any origin may read what the other one shows. */
const cors = { 'access-control-allow-origin': '*' }

/** Starts them on ports. */
export async function startGuardedApis(): Promise<GuardedApis> {
  const api = await startAuthMockServer()
  const other = await startAuthMockServer()
  const guard = api.mock.requireAccessToken
  const redirect = ({ request }: { request: Request }) =>
    HttpResponse.redirect(new URL(request.url).searchParams.get('to') ?? '', 302)
  const unauthorized = () => new HttpResponse(null, { status: 401 })
  api.use(
    http.post(
      '*/guarded/echo',
      guard(async ({ request }) => HttpResponse.text(await request.text())),
    ),
    http.get(
      '*/guarded/here',
      guard(() => HttpResponse.text('here')),
    ),
    http.get('*/guarded/away', guard(redirect)),
    http.get('*/guarded/never', guard(unauthorized)),
  )
  other.use(
    http.get('*/refuse', () => new HttpResponse(null, { status: 401, headers: cors })),
    http.get('*/show', ({ request }) =>
      HttpResponse.json({ authorization: request.headers.get('authorization') }, { headers: cors }),
    ),
  )
  const certificates = noOpenssl ? undefined : await createCertificates()
  const front = certificates && (await startHttp2Front(api.url, certificates))
  const file = certificates?.caFile ?? ''
  return {
    settings: {
      apiUrl: api.url,
      otherUrl: other.url,
      apiToken: api.env.QCI_TOKEN,
      adminUrl: `${api.url}/__mock__`,
      http2Url: front?.url ?? '',
      certificate: { text: file && (await readFile(file, 'utf8')), file },
    },
    async [Symbol.asyncDispose]() {
      await front?.[Symbol.asyncDispose]()
      await certificates?.[Symbol.asyncDispose]()
      await Promise.all([api.close(), other.close()])
    },
  }
}
