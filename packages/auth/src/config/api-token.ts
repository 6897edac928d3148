import { ConfigurationError } from '../errors/errors.ts'
import type { ApiTokenProvider } from './options.ts'

/**
 * Trims an API token and checks it.
 *
 * Control and format characters (byte order mark, zero width), line separators and halves of surrogate pairs
 * are in no token: they come from files, copying and pasting.
 *
 * @param source - Where it came from, for the message.
 * @throws {@link ConfigurationError} that shows no part of it.
 */
export function parseApiToken(value: unknown, source: string): string {
  const token = typeof value === 'string' ? value.trim() : ''
  if (!token)
    throw new ConfigurationError(`${source} gave no API token: it must be a string that is not blank.`)
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(token)) {
    throw new ConfigurationError(
      `The API token in ${source} has control or zero-width characters in it. Copy it again.`,
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
    throw new ConfigurationError(
      `The apiToken function failed${error instanceof Error ? ` with ${error.name}` : ''}.`,
    )
  }
  return parseApiToken(given, 'The apiToken function')
}
