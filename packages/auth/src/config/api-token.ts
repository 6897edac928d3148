import { ConfigurationError, isOwnError } from '../errors/errors.ts'
import { INVISIBLE } from './invisible.ts'
import type { ApiTokenProvider } from './options.ts'

/** Common mistakes in a token that was copied, quoted or templated. The first match is reported. */
const MISTAKES: readonly (readonly [RegExp, string])[] = [
  [/^["'`‘-‟«»]|["'`‘-‟«»]$/, 'is in quotes'],
  [/^(authorization\s*:\s*)?bearer(\s|$)/i, 'begins with "Bearer"'],
  [/^(undefined|null|\[object .*\])$/, 'is the text of a missing value (undefined, null or [object …])'],
  [/\\[nrt]/, 'contains a literal "\\n", "\\r" or "\\t"'],
  [/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/, 'contains a dash that is not ASCII'],
  [INVISIBLE, 'contains an invisible character, such as a line break or byte order mark'],
  [/.{16385}/s, 'is longer than 16 KiB'],
]

/**
 * Trims an API token and checks it.
 *
 * @param value - The configured value, of any type.
 * @param source - Where it came from: `apiToken`, `QCI_TOKEN` or the `apiToken` function.
 * @throws {@link ConfigurationError} that says what is wrong and shows no part of the token.
 */
export function parseApiToken(value: unknown, source: string): string {
  const facts = { option: 'apiToken', source }
  const token = typeof value === 'string' ? value.trim() : ''
  if (!token) {
    throw new ConfigurationError(`No API token in ${source}: expected a non-blank string.`, facts)
  }
  const mistake = MISTAKES.find(([pattern]) => pattern.test(token))?.[1]
  if (mistake) {
    throw new ConfigurationError(
      `The API token in ${source} ${mistake}. Pass the token alone, as it was issued.`,
      facts,
    )
  }
  return token
}

/**
 * Returns the current API token: the configured one, or the result of the `apiToken` function.
 *
 * @throws {@link ConfigurationError} when the function throws or returns no valid token. The message shows no part of
 *   what was thrown or returned, because it may contain the secret.
 */
export async function resolveApiToken(
  apiToken: string | ApiTokenProvider,
  signal: AbortSignal,
): Promise<string> {
  if (typeof apiToken === 'string') return apiToken
  let returned: unknown
  try {
    returned = await apiToken({ signal })
  } catch (error) {
    if (isOwnError(error) && error.code === 'ERR_QCI_AUTH_CONFIGURATION') throw error // of this client, when the function calls it
    throw new ConfigurationError(`The apiToken function failed${nameOf(error)}.`, { option: 'apiToken' })
  }
  return parseApiToken(returned, 'the apiToken function')
}

/** Returns the class of what was thrown if it is a plain error name. Any other text may contain the secret. */
function nameOf(error: unknown): string {
  try {
    const { name } = error as Error
    return /^[A-Z]\w{0,30}Error$/.test(name) ? ` with ${name}` : ''
  } catch {
    return ''
  }
}
