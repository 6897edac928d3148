import { createAuthApiClient } from '@qci-client/auth-api'
import type { AuthApiClient } from '@qci-client/auth-api'

import { readAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import { toSafeCause } from './cause.ts'
import type { Config } from './config.ts'
import { ConnectionError } from './errors.ts'
import { toTimeoutNano, withoutAuthorization } from './headers.ts'
import type { HeadersObject } from './headers.ts'

/** One operation of the contract: openapi-fetch builds its request. */
export type Operation = (api: AuthApiClient, init: RequestSettings) => Promise<unknown>

/** What goes with every request of the client. */
interface RequestSettings extends Omit<RequestInit, 'body'> {
  fetch: (request: Request) => Promise<Response>
  headers: HeadersObject
}

/**
 * Sends one request and reads its answer to the end; no second try, no judgement of the status.
 *
 * @param signal - Ends it, in every phase.
 * @param secrets - Are taken out of what the runtime says.
 * @throws {@link ConnectionError} when there is no whole answer.
 */
export type Send = (
  operation: Operation,
  signal: AbortSignal,
  secrets: readonly string[],
) => Promise<{ url: string; answer: Answer }>

export function createSend(config: Config): Send {
  const api = createAuthApiClient({ baseUrl: config.url })
  const timeoutNano = toTimeoutNano(config.timeoutMs)

  return async (operation, signal, secrets) => {
    let url = config.url
    let answer: Answer | undefined
    try {
      await operation(api, {
        ...toSettings(),
        headers: withoutAuthorization(timeoutNano),
        signal,
        // openapi-fetch would read the body without a bound and throw bare SyntaxErrors: it is read here,
        // and openapi-fetch is given an empty answer.
        fetch: async (request) => {
          url = request.url
          // Looked up at each request: whoever replaced the global fetch since then meant this one too.
          const fetch = config.fetch ?? globalThis.fetch
          answer = await readAnswer(await fetch(request), signal)
          return new Response(null, { status: 204 })
        },
      })
    } catch (error) {
      throw new ConnectionError(url, toSafeCause(error, secrets))
    }
    if (answer === undefined || answer.type === 'error') {
      throw new ConnectionError(url, new Error('the request failed without a reason'))
    }
    return { url, answer }
  }
}

/**
 * The API token follows no redirect, and an answer with a token goes into no cache. Some runtimes do not
 * know these settings and throw when they are named.
 */
function toSettings(): Omit<RequestInit, 'body'> {
  const known = Request.prototype
  return {
    redirect: 'manual',
    ...('cache' in known && { cache: 'no-store' as const }),
    ...('credentials' in known && { credentials: 'omit' as const }),
  }
}
