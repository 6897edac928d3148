import { AuthClient, TOKEN_EXPIRATION_MARGIN_MS } from '@qci-client/auth'

import type { Target } from './find-target.ts'
import { formatDuration } from './report.ts'
import type { Report } from './report.ts'

const CALLS = 1_000

/** Gets valid headers step by step and shows what each step costs. */
export async function runSteps(target: Target, report: Report): Promise<void> {
  let requests = 0
  using client = new AuthClient({
    url: target.url,
    apiToken: target.apiToken,
    timeoutMs: 10_000,
    clock: target.clock,
    fetch(input, init) {
      requests += 1
      return fetch(input, init)
    },
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
    (info) => `${mask(info.accessToken)}, valid until ${info.expiresAtRfc3339}`,
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
    async () => {
      const requestsBefore = requests
      const startMs = performance.now()
      // oxlint-disable-next-line no-await-in-loop -- the cost of one call after another
      for (let call = 0; call < CALLS; call += 1) await client.getHeaders()
      const callMs = (performance.now() - startMs) / CALLS
      return { callMs, count: requests - requestsBefore }
    },
    ({ callMs, count }) =>
      `${CALLS} more calls took ${formatRequests(count)}, ${formatDuration(callMs)} per call`,
  )
  await report.step(
    'Renewal',
    async () => {
      const requestsBefore = requests
      const lifetimeMs = expiresAtMs - target.clock.now()
      const marginMs = Math.min(TOKEN_EXPIRATION_MARGIN_MS, lifetimeMs / 2)
      target.advance(lifetimeMs - marginMs + 1_000)
      return { info: await client.getAccessTokenInfo(), count: requests - requestsBefore, marginMs }
    },
    ({ info, count, marginMs }) => [
      `${Math.round(marginMs / 60_000)} minutes before the expiry, the next call renews the token:`,
      `${formatRequests(count)}, ${info.accessToken === accessToken ? 'the same' : 'a new'} token, ` +
        `valid until ${info.expiresAtRfc3339}`,
    ],
  )
}

function formatRequests(count: number): string {
  return count === 0 ? 'no request' : `${count} request${count === 1 ? '' : 's'}`
}

/** What can be shown of a token: its length, and its first characters when it is long. */
function mask(token: string): string {
  return `${token.length >= 20 ? token.slice(0, 4) : ''}… (${token.length} characters)`
}
