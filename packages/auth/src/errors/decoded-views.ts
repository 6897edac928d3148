/** A text after decoding. */
export interface DecodedView {
  readonly text: string
  /** For each UTF-16 unit of the text, where its source begins. The last element is where the last source ends. */
  readonly starts: readonly number[]
  /** Whether all punctuation was replaced by one character. Where nothing was encoded, the other views are exact. */
  readonly isLoose?: boolean
}

/** What to decode, and how to decode a match. Each pattern takes time linear in the text. */
type Decoder = readonly [
  pattern: RegExp,
  toText: (match: string, ...groups: (string | undefined)[]) => string,
]

const JSON_ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
const HTML_NAMES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const DECODERS: readonly Decoder[] = [
  // JSON and JavaScript, with the `%uXXXX` of `escape()`. Any other backslash is dropped, as in PHP's `\/`.
  [
    /[\\%]u(?:([\da-f]{4})|\{0*([\da-f]{1,6})\})|\\(?:x([\da-f]{2})|(.))/gis,
    (_, unit, point, byte, other) =>
      other ? (JSON_ESCAPES[other] ?? other) : toCharacter(unit ?? point ?? byte, 16),
  ],
  // URLs: a lead byte with its continuation bytes.
  [/%[\da-f]{2}(?:%[89ab][\da-f])*/gi, decodePercent],
  // Form fields: the same, and a plus sign for a space.
  [/\+|%[\da-f]{2}(?:%[89ab][\da-f])*/gi, (match) => (match === '+' ? ' ' : decodePercent(match))],
  // HTML and XML.
  [
    /&(?:#0*(\d{1,7})|#x0*([\da-f]{1,6})|(amp|lt|gt|quot|apos));?/gi,
    (_, decimal, hex, name) =>
      name ? HTML_NAMES[name.toLowerCase()]! : toCharacter(decimal ?? hex, decimal ? 10 : 16),
  ],
  // Wrapped lines.
  [/[\r\n]+[\t ]*/g, () => ''],
]

/**
 * Other named HTML entities, such as `&sol;`; there are two thousand. They and all punctuation become one character.
 */
const RARE_ENTITIES: Decoder = [/&\w+;|[^A-Za-z\d]/g, () => '-']

/**
 * Returns the text itself, decoded by each of the common decoders, and decoded by each two of them in turn.
 *
 * A view with rare named HTML entities is also returned as {@link toLoose} writes it.
 */
export function toDecodedViews(text: string): DecodedView[] {
  const raw = { text, starts: Array.from({ length: text.length + 1 }, (_, at) => at) }
  const once = decodeAll(raw)
  return [raw, ...once, ...once.flatMap(decodeAll)].flatMap((view) =>
    /&\w+;/.test(view.text) ? [view, { ...decode(view, RARE_ENTITIES), isLoose: true }] : view,
  )
}

/** Replaces everything but ASCII letters and digits by one character. */
export function toLoose(text: string): string {
  return text.replaceAll(/[^A-Za-z\d]/g, '-')
}

function decodeAll(view: DecodedView): DecodedView[] {
  return DECODERS.map((decoder) => decode(view, decoder)).filter(({ text }) => text !== view.text)
}

function decode({ text, starts }: DecodedView, [pattern, toText]: Decoder): DecodedView {
  const decodedStarts: number[] = []
  let read = 0
  const decoded = text.replaceAll(pattern, (match: string, ...more: (string | undefined)[]) => {
    const at = Number(more.at(-2))
    const plain = toText(match, ...more)
    decodedStarts.push(...starts.slice(read, at), ...Array.from(plain.split(''), () => starts[at]!))
    read = at + match.length
    return plain
  })
  return { text: decoded, starts: [...decodedStarts, ...starts.slice(read)] }
}

function toCharacter(digits: string | undefined, radix: number): string {
  const code = Number.parseInt(digits!, radix)
  return code > 0x10_ffff ? '' : String.fromCodePoint(code)
}

/** As UTF-8, or as Latin-1 when it is not UTF-8. */
function decodePercent(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded.replaceAll(/%(..)/g, (_, byte: string) => toCharacter(byte, 16))
  }
}
