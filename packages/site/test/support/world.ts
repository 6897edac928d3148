import { startAuthMockServer } from '@qci-client/auth-mock/server'
import type { AuthMockServer } from '@qci-client/auth-mock/server'
import { http, HttpResponse } from 'msw/http'

import type { Example } from './examples.ts'

/** QCi's APIs as an example finds them: the auth API, in the situation that it asks for, and a job that is done. */
export async function startWorld({ flags }: Pick<Example, 'flags'>): Promise<AuthMockServer> {
  const api = await startAuthMockServer({ scenario: flags['scenario'] as 'revoked' | undefined })
  const answer = api.mock.requireAccessToken(() => HttpResponse.json({ status: 'COMPLETED' }))
  api.use(http.get('*/optimization/v1/jobs/:id/status', answer))
  return api
}
