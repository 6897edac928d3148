import { sendWithinOrigin } from './follow-redirects.ts'
import { parseServerTime } from './http-date.ts'
import { toSafeCause } from '../errors/safe-cause.ts'
import type { Config } from '../config/config.ts'
import { ConfigurationError, ConnectionError, isOwnError } from '../errors/errors.ts'
import { toHeadersWithoutAuthorization } from './headers.ts'
import { checkResponse } from './check-response.ts'
import type { KnownTokens } from '../errors/known-tokens.ts'
import type { FetchSource } from './fetch-source.ts'
import { createRedactor } from '../errors/redact.ts'
import type { Operation } from './operations.ts'
import { requireGlobals } from './require-globals.ts'
import { toRedirectError } from './redirect-error.ts'

/** A successful response whose body is a JSON object. */
export interface Received {
  body: Record<string, unknown>
  /** The server's time by the response's `Date` and `Age`; undefined without a valid `Date`. */
  serverTimeMs: number | undefined
}

/**
 * Sends one request, reads its response to the end and checks it. No retry.
 *
 * @param signal - Aborts it, in every phase.
 * @param attempt - The number of the attempt within its exchange, from 1.
 * @throws ConnectionError, RedirectError, ApiError or InvalidResponseError.
 */
export type Send = (operation: Operation, signal: AbortSignal, attempt?: number) => Promise<Received>

/**
 * Creates the function that sends requests to the API of this configuration.
 *
 * @param knownTokens - Redacted in errors. Access tokens from responses are added.
 */
export function createSend(config: Config, knownTokens: KnownTokens, source: FetchSource): Send {
  const redact = createRedactor(knownTokens.list)

  return async ({ path, method, body: requestBody }, signal, attempt = 1) => {
    const url = config.url + path.slice(1)
    requireGlobals(config.fetch)
    try {
      const fetch = source.get('exchange')
      const body = method === 'POST' ? JSON.stringify(requestBody) : null
      // Headers as a plain object: an implementation of `fetch` may not accept the Headers of another.
      const send = async (to: string) =>
        toResponse(
          await fetch(to, {
            ...toSettings(),
            method,
            body,
            // A wrapper that copies the settings through JSON would make an invalid signal of it.
            signal: Object.assign(signal, { toJSON() {} }),
            headers: toHeadersWithoutAuthorization(config),
          }),
        )
      const final = await sendWithinOrigin(send, url, signal)
      const redirectError = toRedirectError(final, config.url, url, redact)
      if (redirectError) throw redirectError
      const facts = { url: final.url, attempts: attempt, nowMs: config.clock.now() }
      const received = checkResponse(final.response, facts, redact)
      const { access_token: accessToken } = received
      if (typeof accessToken === 'string') knownTokens.addAccessToken(accessToken)
      // Read here: the headers of another implementation may throw.
      return { body: received, serverTimeMs: parseServerTime(final.response.headers, facts.nowMs) }
    } catch (error) {
      // Any member of another implementation's response may throw.
      throw isOwnError(error) ? error : new ConnectionError(redact(url), toSafeCause(error, redact), config)
    }
  }
}

/** @throws ConfigurationError when it is not a response, as with a mock function without an implementation. */
function toResponse(value: Response | undefined): Response {
  if (typeof value?.status === 'number' && (value.body !== undefined || typeof value.text === 'function'))
    return value
  throw new ConfigurationError(
    `The fetch option or the global fetch returned ${value === null ? 'null' : typeof value} instead of a Response. Check the wrapper or mock of fetch.`,
    {
      option: 'fetch',
    },
  )
}

/**
 * Prevents `fetch` from following redirects with the API token and from caching responses that contain a token. Some
 * runtimes do not know these settings and throw when they are present.
 */
function toSettings(): Omit<RequestInit, 'body'> {
  const known: object = globalThis.Request?.prototype ?? {}
  return {
    redirect: 'manual',
    ...('cache' in known && { cache: 'no-store' as const }),
    ...('credentials' in known && { credentials: 'omit' as const }),
  }
}
