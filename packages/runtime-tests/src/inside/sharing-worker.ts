/** A worker as people write them: one client for all requests, each of which wants a token. */
import { AuthClient } from '@qci-client/auth'

/** Its bindings. */
interface Env {
  API_URL: string
  API_TOKEN: string
}

/** What workerd gives to each request. */
interface Context {
  waitUntil(promise: Promise<unknown>): void
}

let client: AuthClient | undefined
/** By how much the client's clock is ahead. */
let aheadMs = 0

/**
 * `/` wants a token, `/behind` wants one and lets renewals outlive the request, `/advance?ms=` moves the
 * client's clock.
 */
export default {
  async fetch(request: Request, env: Env, context: Context): Promise<Response> {
    client ??= new AuthClient({
      url: env.API_URL,
      apiToken: env.API_TOKEN,
      maxRetries: 0,
      timeoutMs: 1_000,
      random: () => 0,
      clock: {
        now: () => Date.now() + aheadMs,
        monotonic: () => Date.now() + aheadMs,
        sleep: (ms, signal) =>
          new Promise((resolve, reject) => {
            const timer = setTimeout(resolve, ms)
            signal.addEventListener('abort', () => {
              clearTimeout(timer)
              reject(signal.reason as Error)
            })
          }),
      },
    })
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/advance') aheadMs += Number(searchParams.get('ms'))
    const waitUntil = (promise: Promise<unknown>) => context.waitUntil(promise)
    try {
      return new Response(await client.getAccessToken(pathname === '/behind' ? { waitUntil } : {}))
    } catch (error) {
      return new Response((error as { code: string }).code, { status: 500 })
    }
  },
}
