import { AuthClient } from '@qci-client/auth'

import { compare } from './compare.ts'
import { formatRatio } from './formats.ts'
import type { Row } from './row.ts'
import { startTokenServer } from './token-server.ts'

const CALLERS = 10_000
const ROUNDS = 45

/** The time of 10 000 concurrent calls without a cached token, over the same number that share one plain fetch. */
export async function measureFirstToken(): Promise<Row> {
  await using server = await startTokenServer()
  const { url } = server

  const timeAll = async (obtain: () => Promise<unknown>) => {
    const startMs = performance.now()
    await Promise.all(Array.from({ length: CALLERS }, obtain))
    return performance.now() - startMs
  }
  const ours = async () => {
    using client = new AuthClient({ url, apiToken: 'api-token', env: {} })
    return await timeAll(() => client.getAccessToken()) // awaited before the client is closed
  }
  const floor = () => {
    let shared: Promise<string> | undefined
    return timeAll(() => (shared ??= fetchToken(url)))
  }
  const { ratio, details } = await compare(ROUNDS, ours, floor)
  return {
    what: '10 000 calls without a token, over one shared fetch',
    goal: { atMost: 1.1 },
    measured: ratio,
    format: formatRatio,
    details: `${server.requestCount() / (2 * ROUNDS)} request for all; ${details}`,
  }
}

/** The same exchange with a plain fetch. */
async function fetchToken(url: string): Promise<string> {
  const response = await fetch(`${url}/auth/v1/access-tokens/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ refresh_token: 'api-token' }),
  })
  const { access_token: accessToken } = (await response.json()) as { access_token: string }
  return accessToken
}
