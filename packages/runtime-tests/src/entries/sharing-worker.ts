/** A worker in which all requests share one client. */
import { AuthClient } from '@qci-client/auth'

import { createClock } from '../suite/test-context.ts'

interface Env {
  API_URL: string
  API_TOKEN: string
}

interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void
}

let client: AuthClient | undefined
/** How far the client's clock is ahead. */
let aheadMs = 0

/**
 * Responds with an access token. `/background` passes `waitUntil` to the client, so that a renewal continues after the
 * response; `/advance?ms=` advances the client's clock first.
 */
export default {
  async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
    client ??= new AuthClient({
      url: env.API_URL,
      apiToken: env.API_TOKEN,
      maxRetries: 0,
      timeoutMs: 1_000,
      random: () => 0,
      clock: createClock(() => aheadMs),
    })
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/advance') aheadMs += Number(searchParams.get('ms'))
    const waitUntil = (promise: Promise<unknown>) => context.waitUntil(promise)
    try {
      return new Response(await client.getAccessToken(pathname === '/background' ? { waitUntil } : {}))
    } catch (error) {
      return new Response((error as { code: string }).code, { status: 500 })
    }
  },
}
