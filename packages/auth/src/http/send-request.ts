import { createAuthApiClient } from '@qci-client/auth-api'
import type { AuthApiClient } from '@qci-client/auth-api'

import { sendWithinOrigin } from './follow-redirects.ts'
import type { FinalResponse } from './follow-redirects.ts'
import type { ResponseHeaders } from './read-response.ts'
import { toSafeCause } from '../errors/safe-cause.ts'
import type { Config } from '../config/config.ts'
import { ConfigurationError, ConnectionError, isOwnError } from '../errors/errors.ts'
import { toHeaders } from './headers.ts'
import type { HeadersObject } from './headers.ts'
import { checkResponse } from './check-response.ts'
import type { KnownTokens } from '../errors/known-tokens.ts'
import type { FetchSource } from './fetch-source.ts'
import { createRedactor } from '../errors/redact.ts'
import { requireGlobals } from './require-globals.ts'
import { toRedirectError } from './redirect-error.ts'

/** One operation of the contract: openapi-fetch builds its request. */
export type Operation = (api: AuthApiClient, init: RequestSettings) => Promise<unknown>

/** What goes with every request. */
interface RequestSettings extends Omit<RequestInit, 'body'> {
  fetch: (request: Request) => Promise<Response>
  headers: HeadersObject
}

/** A response of a success status whose body is a JSON object. */
export interface Received {
  body: Record<string, unknown>
  headers: ResponseHeaders
}

/**
 * Sends one request, reads its response to the end and checks it. No retry.
 *
 * @param signal - Ends it, in every phase.
 * @param attempt - Which attempt of its exchange it is, from 1.
 * @throws ConnectionError, RedirectError, ApiError or InvalidResponseError.
 */
export type Send = (operation: Operation, signal: AbortSignal, attempt?: number) => Promise<Received>

/**
 * Stands in for `Request` in openapi-fetch: keeps the URL and the settings, which every implementation of `fetch`
 * takes. None takes the `Request` of another.
 */
class FetchArguments {
  readonly url: string
  readonly settings: RequestInit

  constructor(url: string, settings: RequestInit) {
    this.url = url
    this.settings = settings
  }
}

/**
 * Makes requests to the API of this configuration.
 *
 * @param knownTokens - Redacted in errors. Access tokens in responses are added to them.
 */
export function createSend(config: Config, knownTokens: KnownTokens, source: FetchSource): Send {
  const api = createAuthApiClient({
    baseUrl: config.url,
    Request: FetchArguments as unknown as typeof Request,
  })
  const redact = createRedactor(knownTokens.list)

  return async (operation, signal, attempt = 1) => {
    let url = config.url
    let final!: FinalResponse
    requireGlobals(config.fetch)
    try {
      await operation(api, {
        ...toSettings(),
        signal,
        headers: toHeaders(config),
        // openapi-fetch would read the body without a limit and throw bare SyntaxErrors: it is read here,
        // and openapi-fetch gets an empty response.
        fetch: async (built) => {
          const { settings, ...request } = built as unknown as FetchArguments
          url = request.url
          // A plain object: openapi-fetch makes Headers of the platform, which other implementations may not read.
          const init = { ...settings, headers: toHeaders(config) }
          const fetch = source.get('exchange')
          const send = async (to: string) => toResponse(await fetch(to, { ...init }))
          final = await sendWithinOrigin(send, url, signal)
          return new Response(null, { status: 204 })
        },
      })
      const redirectError = toRedirectError(final, config.url, url, redact)
      if (redirectError) throw redirectError
      const facts = { url: final.url, attempts: attempt, nowMs: config.clock.now() }
      const body = checkResponse(final.response, facts, redact)
      const { access_token: accessToken } = body
      if (typeof accessToken === 'string') knownTokens.addAccessToken(accessToken)
      return { body, headers: final.response.headers }
    } catch (error) {
      // Of a response of another implementation any member may throw.
      throw isOwnError(error) ? error : new ConnectionError(redact(url), toSafeCause(error, redact))
    }
  }
}

/** @throws ConfigurationError when it is no response, as of a mock function without an implementation. */
function toResponse(value: Response | undefined): Response {
  if (typeof value?.status === 'number') return value
  throw new ConfigurationError(
    `The fetch option or the global fetch returned no Response, but ${value === null ? 'null' : typeof value}.`,
    { option: 'fetch' },
  )
}

/**
 * The API token follows no redirect by itself, and a response with a token goes into no cache. Some runtimes do not
 * know these settings and throw when they are named.
 */
function toSettings(): Omit<RequestInit, 'body'> {
  const known: object = globalThis.Request?.prototype ?? {}
  return {
    redirect: 'manual',
    ...('cache' in known && { cache: 'no-store' as const }),
    ...('credentials' in known && { credentials: 'omit' as const }),
  }
}
