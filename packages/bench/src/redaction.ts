import { AuthClient } from '@qci-client/auth'

import { compare, timePerCall } from './compare.ts'
import { formatRatio } from './formats.ts'
import type { Row } from './row.ts'

const CALLS = 10
const ROUNDS = 15

/** How the time of an error grows with its text and tokens: linear growth is a ratio of 2. */
export async function measureRedaction(): Promise<Row> {
  const whole = createFailingCall(16_384)
  const half = createFailingCall(8_192)
  const { ratio, details } = await compare(
    ROUNDS,
    () => timePerCall(CALLS, whole),
    () => timePerCall(CALLS, half),
  )
  return {
    what: 'redaction of 1 MiB with a 16 KiB token, over half of both',
    goal: { atMost: 2.2 },
    measured: ratio,
    format: formatRatio,
    details,
  }
}

/** A request whose error response repeats the API token without its end. */
function createFailingCall(tokenChars: number): () => Promise<unknown> {
  const apiToken = `${'a-'.repeat(tokenChars / 2 - 2)}end!`
  const body = apiToken.slice(0, -1).repeat(64)
  const client = new AuthClient({
    url: 'https://api.example',
    apiToken,
    env: {},
    fetch: () => Promise.resolve(new Response(body, { status: 422 })),
  })
  return () => client.postAccessTokens().catch(() => {})
}
