import type { DecodedView } from './decoded-views.ts'

/** This many consecutive characters of a secret are redacted, whatever part of it they are. */
const RUN_CHARS = 16

/** The same for bytes of base64 and hex: any sixteen digits contain this many whole bytes. */
const BINARY_RUN_CHARS = 7

/** A secret shorter than this is redacted only where it is not part of a word. */
const MIN_EMBEDDED_CHARS = 8

/** A secret shorter than this is not looked for in bytes, which may contain it by accident. */
const MIN_BINARY_CHARS = 4

/** How many bits the hash of a piece has. Only pieces with equal hashes are compared. */
const HASH_BITS = 18

/**
 * Finds runs of secrets in texts, whatever their case: any {@link RUN_CHARS} consecutive characters of a longer secret,
 * all of a shorter one.
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
  const folded = secrets.map(fold)
  for (const size of [RUN_CHARS, BINARY_RUN_CHARS]) {
    const isBinary = size === BINARY_RUN_CHARS
    const texts = views
      .filter((view) => !!view.isBinary === isBinary)
      .map((view) => [view, fold(view.text)] as const)
    /** By hash: 1 if a piece of a text has it, 2 if a piece of a secret has it too. */
    const marks = new Uint8Array(2 ** HASH_BITS)
    const found = new Set<string>()
    for (const [, text] of texts) eachPiece(text, size, (hash) => (marks[hash] = 1))
    for (const secret of folded) {
      eachPiece(secret, size, (hash, at) => {
        if (!marks[hash]) return
        marks[hash] = 2
        found.add(secret.slice(at, at + size))
      })
    }
    for (const [view, text] of texts) {
      eachPiece(text, size, (hash, at) => {
        if (marks[hash] === 2 && found.has(text.slice(at, at + size))) onRun(view, at, at + size)
      })
      for (const secret of folded) {
        const { length } = secret
        if (length >= size || (isBinary && length < MIN_BINARY_CHARS)) continue
        for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
          const isAlone = !isWord(text.slice(at - 1, at)) && !isWord(text.slice(at + length, at + length + 1))
          if (isAlone || length >= MIN_EMBEDDED_CHARS) onRun(view, at, at + length)
        }
      }
    }
  }
}

/** Calls a function for each piece of this length, with its hash and its index. */
function eachPiece(text: string, size: number, visit: (hash: number, at: number) => void): void {
  // Its factors of two shift a character out of the 32 bits when it is no longer in the piece.
  const factor = 0x9e_37_79_b1 << Math.ceil(32 / size)
  let hash = 0
  for (let end = 1; end <= text.length; end += 1) {
    hash = Math.imul(hash, factor) + text.charCodeAt(end - 1)
    if (end >= size) visit(Math.imul(hash, 0x9e_37_79_b1) >>> (32 - HASH_BITS), end - size)
  }
}

/** Returns a text of the same length in which case, and a space and a plus sign (form fields), do not differ. */
function fold(text: string): string {
  return text.replaceAll('\u0130', 'i').replaceAll('+', ' ').toLowerCase()
}

/** ASCII and the blocks of letters, as ranges: property escapes would slow down the import. */
function isWord(character: string): boolean {
  return /[\w\xc0-\u1fff\u2c00-\u2dff\u3040-\ud7ff]/.test(character)
}
