import { ConfigurationError } from './errors.ts'
import type { ApiTokenProvider } from './options.ts'

/**
 * Characters that no token has and that come from files, copying and pasting: control, format (byte order
 * mark, zero width), line separators, halves of surrogate pairs.
 */
const NOT_IN_A_TOKEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/**
 * Trims an API token and checks it.
 *
 * @param source - Where it came from, for the message.
 * @throws {@link ConfigurationError} that shows no part of it.
 */
export function parseApiToken(value: unknown, source: string): string {
  const token = typeof value === 'string' ? value.trim() : ''
  if (token === '') {
    const seen =
      typeof value === 'string' ? 'nothing but white space' : value === null ? 'null' : typeof value
    throw new ConfigurationError(
      `${source} must give the API token as a string that is not blank; it gave ${seen}.`,
    )
  }
  if (NOT_IN_A_TOKEN.test(token)) {
    throw new ConfigurationError(
      `The API token in ${source} has control characters, a byte order mark or zero-width characters in it. Copy it again.`,
    )
  }
  return token
}

/**
 * The API token of this moment.
 *
 * @throws {@link ConfigurationError} when the function throws or gives no token; its message shows nothing
 *   of what was thrown or given, which may hold the secret.
 */
export async function resolveApiToken(
  apiToken: string | ApiTokenProvider,
  signal: AbortSignal,
): Promise<string> {
  if (typeof apiToken === 'string') return apiToken
  let given: unknown
  try {
    given = await apiToken({ signal })
  } catch (error) {
    const kind = error instanceof Error ? error.name : typeof error
    throw new ConfigurationError(
      `The apiToken function failed (${kind}). See to the secret store that it asks.`,
    )
  }
  return parseApiToken(given, 'The apiToken function')
}
