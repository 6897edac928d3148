import { ConfigurationError, isOwnError } from '../errors/errors.ts'
import type { ApiTokenProvider } from './options.ts'

/** Longer than any header that servers accept. */
const MAX_LENGTH = 16_384

/** Mistakes of copying, quoting and templating, each with what to do. The first that applies is reported. */
const MISTAKES: readonly (readonly [RegExp, string])[] = [
  [/^["'`‘’“”«»]|["'`‘’“”«»]$/, 'is in quotes. Remove the quotes'],
  [/^(authorization\s*:\s*)?bearer(\s|$)/i, 'begins with "Bearer". Remove that word'],
  [
    /^(undefined|null|\[object .*\])$/,
    'is the text of a missing or wrong value: "undefined", "null" or "[object …]". Check how it is set',
  ],
  [/\\[nrt]/, 'contains a literal "\\n", "\\r" or "\\t". Remove it'],
  [/(?!-)[\p{Pd}\u2212]/u, 'contains a dash that is not ASCII. Copy the token again'],
  [/\p{Cf}/u, 'contains a byte order mark or another invisible character. Copy it again'],
  [/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u, 'contains a control character or a line break. Copy it again'],
]

/**
 * Trims an API token and checks it.
 *
 * @param value - Whatever was configured.
 * @param source - Where it came from: `apiToken`, `QCI_TOKEN` or the `apiToken` function.
 * @throws {@link ConfigurationError} that says what is wrong and shows no part of the token.
 */
export function parseApiToken(value: unknown, source: string): string {
  const facts = { option: 'apiToken', source }
  const token = typeof value === 'string' ? value.trim() : ''
  if (!token) {
    throw new ConfigurationError(`The API token in ${source} is missing: expected a non-blank string.`, facts)
  }
  const mistake =
    token.length > MAX_LENGTH
      ? 'is longer than 16 KiB. Check that the right file or variable is used'
      : MISTAKES.find(([pattern]) => pattern.test(token))?.[1]
  if (mistake) throw new ConfigurationError(`The API token in ${source} ${mistake}.`, facts)
  return token
}

/**
 * The current API token: as configured, or what the `apiToken` function returns.
 *
 * @throws {@link ConfigurationError} when the function throws or returns no valid token. The message shows
 *   nothing of what was thrown or returned, which may contain the secret.
 */
export async function resolveApiToken(
  apiToken: string | ApiTokenProvider,
  signal: AbortSignal,
): Promise<string> {
  if (typeof apiToken === 'string') return apiToken
  const source = 'the apiToken function'
  let returned: unknown
  try {
    returned = await apiToken({ signal })
  } catch (error) {
    if (isOwnError(error) && error.code === 'ERR_QCI_AUTH_CONFIGURATION') throw error // of this client, when the function calls it
    throw new ConfigurationError(`The apiToken function failed${nameOf(error)}.`, {
      option: 'apiToken',
      source,
    })
  }
  if (typeof returned !== 'string' || !returned.trim()) {
    throw new ConfigurationError(
      'The apiToken function returned no API token: expected a non-blank string.',
      {
        option: 'apiToken',
        source,
      },
    )
  }
  return parseApiToken(returned, source)
}

/** The class of what was thrown, when it is a plain error name: any other text may contain the secret. */
function nameOf(error: unknown): string {
  try {
    const { name } = error as Error
    return /^[A-Z]\w{0,30}Error$/.test(name) ? ` with ${name}` : ''
  } catch {
    return ''
  }
}
