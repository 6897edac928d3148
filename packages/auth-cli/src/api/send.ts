import { ConnectionError, isQciAuthError } from '@qci-client/auth'
import type { AuthClient } from '@qci-client/auth'

import { CommandError } from '../errors/command-error.ts'
import type { Deadline } from '../config/deadline.ts'
import type { ApiRequest } from './request.ts'
import { toShown } from './target.ts'

/**
 * Sends a request with the client's Authorization.
 *
 * @returns The answer, as soon as it begins.
 * @throws ConnectionError, what the client throws when there is no access token, or the deadline's reason.
 */
export async function send(
  client: Pick<AuthClient, 'fetch'>,
  url: URL,
  { method, headers, body }: ApiRequest,
  deadline: Deadline,
): Promise<Response> {
  try {
    const init = { method, headers, body: body ?? null, signal: deadline.signal }
    return await client.fetch(url, init)
  } catch (error) {
    throw toConnectionError(error, url)
  }
}

/** What fetch and bodies throw, as the client's own error, which says more than `fetch failed`. */
export function toConnectionError(error: unknown, url: URL): unknown {
  if (isQciAuthError(error) || error instanceof CommandError) return error
  return new ConnectionError(toShown(url), deepestCause(error))
}

/** What an error may have. */
interface Deep {
  message?: string
  code?: unknown
  cause?: unknown
  errors?: readonly unknown[]
}

function deepestCause(error: unknown): Error {
  let deepest = error as Deep
  // Ten: causes may go round in a circle. Attempts at several addresses fail as one AggregateError.
  for (let depth = 0; depth < 10; depth += 1) {
    const inner = deepest.errors?.[0] ?? deepest.cause
    if (!(inner instanceof Error)) break
    deepest = inner
  }
  const { message = 'unknown cause', code } = deepest
  // OpenSSL's messages end in a line break.
  return Object.assign(new Error(message.trim()), code !== undefined && { code })
}
