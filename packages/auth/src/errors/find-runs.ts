import type { DecodedView } from './decoded-views.ts'

/** This many consecutive characters of a secret are redacted, whatever part of it they are. */
const RUN_CHARS = 16

/** A secret shorter than this is redacted only where it is not part of a word. */
const MIN_EMBEDDED_CHARS = 8

/**
 * Each run of {@link RUN_CHARS} characters of a secret contains a part of this length that begins at a multiple of
 * {@link ANCHOR_STEP}. So most of a secret can be skipped when the texts contain no such part of it.
 */
const ANCHOR_CHARS = 8
const ANCHOR_STEP = RUN_CHARS - ANCHOR_CHARS + 1

/**
 * Finds runs of secrets in texts: any {@link RUN_CHARS} consecutive characters of a longer secret, all of a shorter
 * one.
 *
 * The number of steps is linear in the length of texts and secrets, whatever they contain: each step compares pieces
 * of a fixed length. The texts are indexed, not the secrets, because secrets can be much longer.
 *
 * @param onRun - Called for each run, with the index of its first unit and of the one after its last. Runs may
 *   overlap.
 */
export function findRuns(
  views: readonly DecodedView[],
  secrets: readonly string[],
  onRun: (view: DecodedView, first: number, end: number) => void,
): void {
  const found = findWindows(views, secrets)
  for (const view of views) {
    const { text } = view
    for (let at = 0; found.size && at + RUN_CHARS <= text.length; at += 1) {
      if (found.has(text.slice(at, at + RUN_CHARS))) onRun(view, at, at + RUN_CHARS)
    }
    for (const secret of secrets) {
      const { length } = secret
      if (length >= RUN_CHARS) continue
      for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
        const isAlone = !isWord(text.slice(at - 1, at)) && !isWord(text.slice(at + length, at + length + 1))
        if (isAlone || length >= MIN_EMBEDDED_CHARS) onRun(view, at, at + length)
      }
    }
  }
}

/** The pieces of {@link RUN_CHARS} characters that are in a text and in a secret. */
function findWindows(views: readonly DecodedView[], secrets: readonly string[]): Set<string> {
  const anchors = new Set<string>()
  const windows = new Set<string>()
  for (const { text } of views) {
    for (let at = 0; at + ANCHOR_CHARS <= text.length; at += 1) {
      anchors.add(text.slice(at, at + ANCHOR_CHARS))
      windows.add(text.slice(at, at + RUN_CHARS))
    }
  }
  const found = new Set<string>()
  for (const secret of secrets) {
    for (let anchor = 0; anchor + ANCHOR_CHARS <= secret.length; anchor += ANCHOR_STEP) {
      if (!anchors.has(secret.slice(anchor, anchor + ANCHOR_CHARS))) continue
      // Pieces at the end of a secret may be shorter. They are never looked up.
      for (let at = Math.max(0, anchor - ANCHOR_STEP + 1); at <= anchor; at += 1) {
        const piece = secret.slice(at, at + RUN_CHARS)
        if (windows.has(piece)) found.add(piece)
      }
    }
  }
  return found
}

/** ASCII and the blocks of letters, as ranges: property escapes would slow down the import. */
function isWord(character: string): boolean {
  return /[\w\xc0-\u1fff\u2c00-\u2dff\u3040-\ud7ff]/.test(character)
}
