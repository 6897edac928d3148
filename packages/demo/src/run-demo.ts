import { AuthClient, TOKEN_EXPIRATION_MARGIN_MS } from '@qci-client/auth'

import { mask } from './mask.ts'
import { formatMs } from './report.ts'
import type { Report } from './report.ts'
import type { Target } from './target.ts'

const CALLS = 1_000

/** Gets valid headers, step by step, and shows what that costs. */
export async function runDemo(target: Target, report: Report): Promise<void> {
  let requests = 0
  const countingFetch: typeof fetch = (...request) => {
    requests += 1
    return fetch(...request)
  }
  using client = new AuthClient({
    url: target.url,
    apiToken: target.apiToken,
    timeoutMs: 10_000,
    clock: target.clock,
    fetch: countingFetch,
  })

  await report.step(
    'Health',
    () => client.getAccessTokensHealth(),
    ({ message }) => message,
  )
  await report.step(
    'Version',
    () => client.getAccessTokensVersion(),
    (body) => `${body.application_name} ${body.version}`,
  )
  const { accessToken, expiresAtMs } = await report.step(
    'First token',
    () => client.getAccessTokenInfo(),
    (info) => `${mask(info.accessToken)}, good until ${info.expiresAtRfc3339}`,
  )
  await report.step(
    'Headers',
    () => client.getHeaders(),
    (headers) =>
      Object.entries(headers).map(([name, value]) =>
        name === 'Authorization' ? `${name}: Bearer ${mask(accessToken)}` : `${name}: ${value}`,
      ),
  )
  await report.step(
    'From memory',
    () => costOfCalls(client, () => requests),
    ({ eachMs, requestsMade }) =>
      `${CALLS} further calls took ${requestsMade === 0 ? 'no request' : `${requestsMade} requests`}; one costs ${formatMs(eachMs)}`,
  )
  await report.step(
    'Renewal',
    async () => {
      const requestsBefore = requests
      const lifeMs = expiresAtMs - target.clock.now()
      const marginMs = Math.min(TOKEN_EXPIRATION_MARGIN_MS, lifeMs / 2)
      target.advance(lifeMs - marginMs + 1_000)
      return { renewed: await client.getAccessTokenInfo(), requestsMade: requests - requestsBefore, marginMs }
    },
    ({ renewed, requestsMade, marginMs }) =>
      `the clock passes the margin of ${Math.round(marginMs / 60_000)} min: ${requestsMade} request, ` +
      `${renewed.accessToken === accessToken ? 'the same' : 'a new'} token, good until ${renewed.expiresAtRfc3339}`,
  )
}

async function costOfCalls(
  client: AuthClient,
  countRequests: () => number,
): Promise<{ eachMs: number; requestsMade: number }> {
  const requestsBefore = countRequests()
  const startMs = performance.now()
  for (let call = 0; call < CALLS; call += 1) await client.getHeaders()
  return { eachMs: (performance.now() - startMs) / CALLS, requestsMade: countRequests() - requestsBefore }
}
