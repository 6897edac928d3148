import { toDecodedViews, toLoose, toLooseViews } from './decoded-views.ts'
import type { DecodedView } from './decoded-views.ts'
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
  const cover = ({ sources }: DecodedView, first: number, last: number) => {
    edges[sources[first]![0]]! += 1
    edges[sources[last]![1]]! -= 1
  }
  const forms = secrets.flatMap(toTokenForms)
  const views = toDecodedViews(text)
  findRuns(views, forms, cover)
  const looseViews = toLooseViews(views)
  if (looseViews.length) {
    findRuns(looseViews, forms.map(toLoose), (view, first, last) => {
      // Only where something was encoded: without it, the other views are exact.
      if (view.sources[last]![1] - view.sources[first]![0] > last - first + 1) cover(view, first, last)
    })
  }

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
