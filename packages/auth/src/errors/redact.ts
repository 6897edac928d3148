import { toDecodedViews } from './decoded-views.ts'
import { findRuns } from './find-runs.ts'
import { toTokenForms } from './token-forms.ts'

/** Redacts secrets in a text, such as a response body or an error message of the runtime, and cuts it. */
export type Redact = (text: string) => string

/** How much of a text is kept. */
const MAX_KEPT_CHARS = 2_000

/** How far a text is examined beyond that: sixteen characters of a secret in the longest of the encodings fit. */
const LOOKAHEAD_CHARS = 512

const PLACEHOLDER = '[redacted]'

/**
 * Makes a redactor for these secrets: in each of the common encodings, any sixteen characters in a row of a longer
 * secret, the whole of a shorter one, and one of less than eight characters only where it stands alone.
 *
 * It never throws: a text that cannot be examined is not shown. It takes time linear in the secrets, whatever they
 * and the text consist of.
 *
 * @param listSecrets - Returns what must not show. Called for each text.
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
  /** By how many runs more or less each position is covered than the one before it. */
  const edges = new Int32Array(text.length + 1)
  const forms = secrets.flatMap(toTokenForms)
  findRuns(toDecodedViews(text), forms, ({ starts, isLoose }, first, end) => {
    const from = starts[first]!
    const to = starts[end]!
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
