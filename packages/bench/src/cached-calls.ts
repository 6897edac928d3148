import { AuthClient } from '@qci-client/auth'

import { compare, timePerCall } from './compare.ts'
import { formatRatio } from './formats.ts'
import { bytesPerCall } from './heap.ts'
import type { Row } from './row.ts'
import { toTokenResponse } from './token-response.ts'

const CALLS = 30_000
const ROUNDS = 150

/** Every getter, with its goal: how many times as long as the floor it may take. */
const GETTERS: Record<string, [call: (client: AuthClient) => Promise<unknown>, atMost: number]> = {
  'getAccessToken()': [(client) => client.getAccessToken(), 1.1],
  'getHeaders()': [(client) => client.getHeaders(), 1.45],
  'getHeaders({ keepAlive: true })': [(client) => client.getHeaders({ keepAlive: true }), 1.45],
  'getHeadersWithoutConnectionClose()': [(client) => client.getHeadersWithoutConnectionClose(), 1.45],
  'getAccessTokenInfo()': [(client) => client.getAccessTokenInfo(), 1.45],
  'getExpiresAtRfc3339()': [(client) => client.getExpiresAtRfc3339(), 1.45],
  'getTokenType()': [(client) => client.getTokenType(), 1.45],
  'getOrganizationId()': [(client) => client.getOrganizationId(), 1.45],
  'getUserId()': [(client) => client.getUserId(), 1.45],
}

/** Time and heap of a call that is served from memory, as nearly every call is. */
export async function measureCachedCalls(): Promise<Row[]> {
  using client = new AuthClient({
    url: 'https://api.example',
    apiToken: 'api-token',
    env: {},
    fetch: () => Promise.resolve(Response.json(toTokenResponse())),
  })
  await client.getHeaders()

  const resolved = Promise.resolve('token')
  const expiresAtMs = Date.now() + 3_600_000
  const floor = () => timePerCall(CALLS, () => (Date.now() < expiresAtMs ? resolved : Promise.resolve('')))
  const rows: Row[] = []
  for (const [name, [call, atMost]] of Object.entries(GETTERS)) {
    const { ratio, details } = await compare(ROUNDS, () => timePerCall(CALLS, () => call(client)), floor)
    rows.push({
      what: `cached ${name}, time over the floor`,
      goal: { atMost },
      measured: ratio,
      format: formatRatio,
      details,
    })
  }
  rows.push({
    what: 'cached getAccessToken(), heap of an awaited call',
    goal: { atMost: 216 },
    measured: await bytesPerCall(() => client.getAccessToken()),
    format: (count) => `${Math.round(count)} B`,
    details: 'released by the next garbage collection',
  })
  return rows
}
