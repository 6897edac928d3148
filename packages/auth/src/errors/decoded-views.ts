/** A text after decoding. */
export interface DecodedView {
  readonly text: string
  /** For each UTF-16 unit of the text, where its source begins. */
  readonly starts: readonly number[]
  /** The same for where it ends. */
  readonly ends: readonly number[]
  /** Whether all punctuation was replaced by one character. Where nothing was encoded, the other views are exact. */
  readonly isLoose?: boolean
  /** Whether it consists of the bytes that digits of base64 or hex stand for. */
  readonly isBinary?: boolean
}

/** What to decode, and how to decode a match. Each pattern takes time linear in the text. */
type Decoder = readonly [
  pattern: RegExp,
  toText: (match: string, ...groups: (string | undefined)[]) => string,
]

const HTML_NAMES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const DECODERS: readonly Decoder[] = [
  // JSON and JavaScript, with the `%uXXXX` of `escape()`. Of control characters, no token has any; any other backslash
  // is dropped, as in PHP's `\/`.
  [
    /[\\%]u(?:([\da-f]{4})|\{0*([\da-f]{1,6})\})|\\(?:x([\da-f]{2})|([bfnrt])|(.))/gis,
    (_, unit, point, byte, control, other) =>
      control ? '\n' : (other ?? toCharacter(unit ?? point ?? byte, 16)),
  ],
  // URLs and forms: a lead byte with its continuation bytes.
  [/%[\da-f]{2}(?:%[89ab][\da-f])*/gi, decodePercent],
  // Quoted-printable.
  [
    /=(?:\r?\n|[\da-f]{2}(?:=[89ab][\da-f])*)/gi,
    (match) => decodePercent(match.replace(/^=\s+/, '').replaceAll('=', '%')),
  ],
  // HTML and XML.
  [
    /&(?:#0*(\d{1,7})|#x0*([\da-f]{1,6})|(amp|lt|gt|quot|apos));?/gi,
    (_, decimal, hex, name) =>
      name ? HTML_NAMES[name.toLowerCase()]! : toCharacter(decimal ?? hex, decimal ? 10 : 16),
  ],
  // Wrapped lines, places where a line may break, and the zeros of UTF-16.
  [/[\r\n]+[\t ]*|<w?br ?\/?>|[\0\xad\u200b\u2060\ufeff]/gi, () => ''],
  // Lists of bytes, such as JSON of a Buffer or a Uint8Array.
  [/(?:"\d+": ?)?\b(\d{2,3})\b[,\s]*/g, (_, decimal) => toCharacter(decimal, 10)],
]

/**
 * Other named HTML entities, such as `&sol;`; there are two thousand. They and all punctuation become one character.
 */
const RARE_ENTITIES: Decoder = [/&\w+;|[^A-Za-z\d]/g, () => '-']

/** What is not a digit, by the bits of a digit: white space, line breaks, `:`, `0x`. */
const BINARY: readonly (readonly [bitsPerDigit: number, others: RegExp])[] = [
  [6, /[^\w+/-]/g], // base64 and base64url
  [4, /0x|[^\da-f]/gi],
]

/**
 * Returns the text itself, decoded by each of the common decoders, decoded by each two of them in turn, and the bytes
 * that its digits of base64 or hex stand for.
 *
 * A view with rare named HTML entities is also returned as {@link toLoose} writes it.
 */
export function toDecodedViews(text: string): DecodedView[] {
  const starts = Array.from({ length: text.length }, (_, at) => at)
  const raw = { text, starts, ends: starts.map((at) => at + 1) }
  const once = decodeAll(raw)
  return [
    ...[raw, ...once, ...once.flatMap(decodeAll)].flatMap((view) =>
      /&\w+;/.test(view.text) ? [view, { ...decode(view, RARE_ENTITIES), isLoose: true }] : view,
    ),
    ...[raw, ...once].flatMap(toBinaryViews),
  ]
}

/** Replaces everything but ASCII letters and digits by one character. */
export function toLoose(text: string): string {
  return text.replaceAll(/[^A-Za-z\d]/g, '-')
}

function decodeAll(view: DecodedView): DecodedView[] {
  return DECODERS.map((decoder) => decode(view, decoder)).filter(({ text }) => text !== view.text)
}

function decode(view: DecodedView, [pattern, toText]: Decoder): DecodedView {
  const starts: number[] = []
  const ends: number[] = []
  let read = 0
  const copyUntil = (at: number) => {
    for (; read < at; read += 1) {
      starts.push(view.starts[read]!)
      ends.push(view.ends[read]!)
    }
  }
  const text = view.text.replaceAll(pattern, (match: string, ...more: (string | undefined)[]) => {
    const at = Number(more.at(-2))
    const plain = toText(match, ...more)
    copyUntil(at)
    read += match.length
    for (let unit = 0; unit < plain.length; unit += 1) {
      starts.push(view.starts[at]!)
      ends.push(view.ends[read - 1]!)
    }
    return plain
  })
  copyUntil(view.text.length)
  return { text, starts, ends }
}

function toBinaryViews(view: DecodedView): DecodedView[] {
  return BINARY.flatMap(([bits, others]) => {
    const digits = decode(view, [others, () => ''])
    // A token may begin at any digit. Bytes and digits coincide again after four digits of base64, or two of hex.
    return [0, 1, 2, 3].slice(0, bits - 2).map((phase) => {
      const text = toBytes(digits.text.slice(phase), bits)
      const at = (bit: number) => phase + Math.floor(bit / bits)
      const starts = Array.from(text, (_, index) => digits.starts[at(index * 8)]!)
      const ends = Array.from(text, (_, index) => digits.ends[at(index * 8 + 7)]!)
      return { ...decode({ text, starts, ends }, [/\0/g, () => '']), isBinary: true }
    })
  })
}

function toBytes(digits: string, bits: number): string {
  if (bits === 4)
    return digits.replaceAll(/(..)|./g, (_, pair?: string) => (pair ? toCharacter(pair, 16) : ''))
  return atob(
    digits
      .slice(0, digits.length - Number(digits.length % 4 === 1))
      .replaceAll('-', '+')
      .replaceAll('_', '/'),
  )
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
