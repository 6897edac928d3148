import { createAuthApiClient } from '@qci-client/auth-api'
import type { AuthApiClient } from '@qci-client/auth-api'

import { readAnswer } from './read-response.ts'
import type { Answer } from './read-response.ts'
import { toSafeCause } from '../errors/safe-cause.ts'
import type { Config } from '../config/config.ts'
import { ConnectionError, QciAuthError } from '../errors/errors.ts'
import { toHeaders } from './headers.ts'
import type { HeadersObject } from './headers.ts'
import { judge } from './check-response.ts'
import type { KnownTokens } from '../errors/known-tokens.ts'
import { createRedactor } from '../errors/redact.ts'

/** One operation of the contract: openapi-fetch builds its request. */
export type Operation = (api: AuthApiClient, init: RequestSettings) => Promise<unknown>

/** What goes with every request. */
interface RequestSettings extends Omit<RequestInit, 'body'> {
  fetch: (request: Request) => Promise<Response>
  headers: HeadersObject
}

/** An answer of a success status whose body is a JSON object. */
export interface Received {
  body: Record<string, unknown>
  headers: Headers
}

/**
 * Sends one request, reads its answer to the end and judges it. No second try.
 *
 * @param signal - Ends it, in every phase.
 * @param attempt - Which try of its exchange it is, from 1.
 * @throws ConnectionError, RedirectError, ApiError or InvalidResponseError.
 */
export type Send = (operation: Operation, signal: AbortSignal, attempt?: number) => Promise<Received>

/**
 * Makes requests to the API of this configuration.
 *
 * @param knownTokens - Redacted in errors. Access tokens in responses are added to them.
 */
export function createSend(config: Config, knownTokens: KnownTokens): Send {
  const api = createAuthApiClient({ baseUrl: config.url })
  const redact = createRedactor(knownTokens.list)

  return async (operation, signal, attempt = 1) => {
    let url = config.url
    let answer!: Answer
    try {
      await operation(api, {
        ...toSettings(),
        headers: toHeaders(config),
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
      throw error instanceof QciAuthError ? error : new ConnectionError(url, toSafeCause(error, redact))
    }
    const body = judge(answer, url, attempt, config.clock.now(), redact)
    const { access_token: accessToken } = body
    if (typeof accessToken === 'string') knownTokens.addAccessToken(accessToken)
    return { body, headers: answer.response.headers }
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
