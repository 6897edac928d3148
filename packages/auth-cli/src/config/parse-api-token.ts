import { usageError } from '../errors/command-error.ts'
import type { Setting } from './setting.ts'

/** Mistakes of copying, quoting and templating, and what to do. The first that applies is reported. */
const MISTAKES: readonly (readonly [RegExp, string])[] = [
  [/^["'`‘’“”«»]|["'`‘’“”«»]$/, 'is in quotes. Remove the quotes'],
  [/^(authorization\s*:\s*)?bearer(\s|$)/i, 'begins with "Bearer". Remove that word'],
  [
    /^(undefined|null|\[object .*\])$/,
    'is the text of a missing value (undefined, null or [object …]). Check how it is set',
  ],
  [/^[A-Z_]*TOKEN\s*=/i, 'begins with the name of a variable. Keep only what follows the "="'],
  [/\\[nrt]/, String.raw`contains a literal "\n", "\r" or "\t". Remove it`],
  [/(?!-)[\p{Pd}\u2212]/u, 'contains a dash that is not ASCII. Copy the token again'],
  [/[\r\n]/, 'has several lines. Keep only the line of the token'],
  [/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u, 'contains a control or invisible character. Copy the token again'],
]

/** Longer than any header that servers accept. */
const MAX_LENGTH = 16_384

/**
 * Checks an API token before anything is sent.
 *
 * @throws CommandError (usage) that names the flag or variable and shows no part of the token.
 */
export function parseApiToken(setting: Setting): Setting {
  const { value, source } = setting
  const mistake =
    value.length > MAX_LENGTH
      ? 'is longer than 16 KiB. Check that it is the right file or variable'
      : MISTAKES.find(([pattern]) => pattern.test(value))?.[1]
  if (mistake !== undefined) throw usageError(`The API token in ${source} ${mistake}.`)
  return setting
}
