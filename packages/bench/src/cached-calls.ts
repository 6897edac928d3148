import { AuthClient } from '@qci-client/auth'

import { compare, timePerCall } from './compare.ts'
import { formatRatio } from './formats.ts'
import { bytesPerCall } from './heap.ts'
import type { Row } from './row.ts'
import { tokenAnswer } from './token-answer.ts'

const CALLS = 300_000
const ROUNDS = 15

/** What a call costs that finds a token in memory: nearly every call there is. */
export async function measureCachedCalls(): Promise<Row[]> {
  using client = new AuthClient({
    url: 'https://api.example',
    apiToken: 'api-token',
    env: {},
    fetch: () => Promise.resolve(Response.json(tokenAnswer())),
  })
  await client.getHeaders()

  const resolved = Promise.resolve('token')
  const expiresAtMs = Date.now() + 3_600_000
  const floor = () => timePerCall(CALLS, () => (Date.now() < expiresAtMs ? resolved : Promise.resolve('')))
  const token = await compare(ROUNDS, () => timePerCall(CALLS, () => client.getAccessToken()), floor)
  const headers = await compare(ROUNDS, () => timePerCall(CALLS, () => client.getHeaders()), floor)
  const bytes = await bytesPerCall(() => client.getAccessToken())

  return [
    {
      what: 'cached getAccessToken(), over the floor',
      goal: { atMost: 1.1 },
      measured: token.ratio,
      format: formatRatio,
      details: token.details,
    },
    {
      what: 'cached getAccessToken(), heap',
      goal: { atMost: 264 },
      measured: bytes,
      format: (count) => `${Math.round(count)} B`,
      details: 'an awaited call',
    },
    {
      what: 'cached getHeaders(), over the floor',
      goal: { atMost: 1.5 },
      measured: headers.ratio,
      format: formatRatio,
      details: headers.details,
    },
  ]
}
