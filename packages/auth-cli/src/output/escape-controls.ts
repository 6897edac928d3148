/**
 * Characters on which terminals act, or which hide or reorder what is shown: control characters (ESC and the C1 range
 * included), bidirectional controls, line separators, invisible characters and tags.
 */
const UNSAFE =
  /(?![\n\t])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u00AD\u200B\u2060-\u2064\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu

/** Makes a text safe for a terminal: unsafe characters become visible as `\x1b` or `\u202e`. */
export function escapeControls(text: string): string {
  return text.replaceAll(/\r\n/g, '\n').replaceAll(UNSAFE, (character) => {
    const code = character.codePointAt(0)!
    if (code < 0x100) return String.raw`\x${code.toString(16).padStart(2, '0')}`
    return code > 0xffff ? String.raw`\u{${code.toString(16)}}` : toJsonEscape(character)
  })
}

/** The same inside of JSON, where `\u001b` means the same character: the value does not change. */
export function escapeJsonControls(json: string): string {
  return json.replaceAll(UNSAFE, toJsonEscape)
}

function toJsonEscape(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => String.raw`\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')
}
