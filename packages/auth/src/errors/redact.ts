import { toDecodedViews, toLoose } from './decoded-views.ts'
import { findRuns } from './find-runs.ts'

/** Redacts secrets in a text, such as a response body or an error message of the runtime, and cuts it. */
export type Redact = (text: string) => string

/** How much of a text is kept. */
const MAX_KEPT_CHARS = 2_000

/** How many more characters are examined: enough for sixteen characters of a secret in the longest encoding. */
const LOOKAHEAD_CHARS = 512

const PLACEHOLDER = '[redacted]'

/**
 * Creates a redactor for secrets. In each of the common encodings, it removes any sixteen consecutive characters of a
 * longer secret, and the whole of a shorter one. A secret of less than eight characters is removed only where it is
 * not part of a word.
 *
 * It never throws: a text that cannot be examined is not shown. The time it takes is linear in the length of the
 * secrets, whatever they and the text contain.
 *
 * @param listSecrets - Returns the secrets. Called for each text.
 * @returns A redactor that keeps the first 2 000 characters.
 */
export function createRedactor(listSecrets: () => readonly string[]): Redact {
  return (text) => {
    try {
      return redact(text.slice(0, MAX_KEPT_CHARS + LOOKAHEAD_CHARS), listSecrets())
    } catch {
      return PLACEHOLDER
    }
  }
}

function redact(text: string, secrets: readonly string[]): string {
  /** For each position, how many more runs cover it than the position before. */
  const edges = new Int32Array(text.length + 1)
  const views = toDecodedViews(text)
  const hasLoose = views.some(({ isLoose }) => isLoose)
  const forms = secrets.flatMap((secret) => [
    secret,
    ...(hasLoose ? [toLoose(secret)] : []),
    ...(/[^\0-\x7f]/.test(secret) ? [toUtf8(secret)] : []),
  ])
  findRuns(views, forms, ({ starts, ends, isLoose }, first, end) => {
    const from = starts[first]!
    const to = ends[end - 1]!
    if (isLoose && to - from === end - first) return
    edges[from]! += 1
    edges[to]! -= 1
  })

  let kept = ''
  let covering = 0
  for (let at = 0; at < text.length && at < MAX_KEPT_CHARS; at += 1) {
    const wasCovered = covering > 0
    covering += edges[at]!
    if (!covering) kept += text[at]
    else if (!wasCovered) kept += PLACEHOLDER
  }
  return kept.slice(0, MAX_KEPT_CHARS)
}

/** Returns the bytes of a text in UTF-8, each as one character. */
function toUtf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')
}
