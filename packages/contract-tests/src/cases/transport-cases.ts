import type { BaseRequest, RequestDraft } from './request-draft.ts'

/** The nesting of the deepest body, and the length of the longest one in bytes. */
const DEPTH = 20_000
const LENGTH = 2 ** 20

const DEEP_ARRAY = '['.repeat(DEPTH) + ']'.repeat(DEPTH)

type Bytes = Uint8Array<ArrayBuffer>

const utf8 = (text: string): Bytes => new TextEncoder().encode(text)

/** Bodies that are wrong before the schema applies: JSON syntax, media type, encoding, size. */
export function listTransportDrafts({ json }: BaseRequest): RequestDraft[] {
  if (!json) return []
  const { name: type } = json.media
  const text = JSON.stringify(json.value)
  const members = text.slice(1, -1)
  const withMember = (member: string): string => `{${members}${members && ','}${member}}`
  const draft = (
    name: string,
    body: string | Bytes | undefined,
    more?: Partial<RequestDraft>,
  ): RequestDraft => ({
    name: `transport/${name}`,
    subject: name.replaceAll('-', ' '),
    body: { type, bytes: typeof body === 'string' ? utf8(body) : body },
    ...more,
  })
  const withType = (
    name: string,
    otherType: string | undefined,
    more?: Partial<RequestDraft>,
  ): RequestDraft => draft(`type-${name}`, text, { body: { type: otherType, bytes: utf8(text) }, ...more })
  const optional = { isOptional: true }
  const unspecified = { isOptional: true, expectation: 'documented' } as const
  const form = Object.entries(json.value).map(([name, value]) => [name, String(value)])

  return [
    draft('no-body', undefined),
    ...Object.entries(listInvalidJson(text)).map(([name, body]) => draft(name, body)),
    draft('surrounding-white-space', ` \r\n\t${text}\n`),
    // what RFC 8259 lets parsers accept or reject
    draft('byte-order-mark', `\uFEFF${text}`, optional),
    draft('utf-16', toUtf16(text), optional),
    draft('invalid-utf-8', withInvalidUtf8(withMember('"x-text":"?"')), optional),
    draft('nan', withMember('"x-number":NaN'), optional),
    draft('infinity', withMember('"x-number":-Infinity'), optional),
    draft('raw-line-break', withMember('"x-text":"a\nb"'), optional),
    draft('lone-surrogate', withMember(String.raw`"x-text":"\uD800"`), unspecified),
    draft('duplicate-name', `{${members},${members}}`, unspecified),
    draft('huge-number', withMember('"x-number":1e999'), unspecified),
    draft('many-digits', withMember(`"x-number":${'9'.repeat(1_000)}`), unspecified),
    draft(
      'many-fields',
      withMember(Array.from({ length: 5_000 }, (_, n) => `"x-${n}":0`).join()),
      unspecified,
    ),
    draft('deep', DEEP_ARRAY, unspecified),
    draft('deep-field', withMember(`"x-deep":${DEEP_ARRAY}`), unspecified),
    draft('long', withMember(`"x-text":"${'x'.repeat(LENGTH)}"`), unspecified),
    draft('as-form', undefined, {
      body: { type: 'application/x-www-form-urlencoded', bytes: utf8(new URLSearchParams(form).toString()) },
    }),
    ...Object.entries(OTHER_TYPES).map(([name, otherType]) => withType(name, otherType)),
    withType('near', `${type}x`),
    withType('absent', undefined, optional),
    withType('malformed', 'json', optional),
    withType('with-charset', `${type}; charset=utf-8`),
    withType('with-other-charset', `${type}; charset=iso-8859-1`, unspecified),
    withType('in-upper-case', type.toUpperCase()),
  ]
}

const OTHER_TYPES = {
  text: 'text/plain',
  form: 'application/x-www-form-urlencoded',
  xml: 'application/xml',
  octets: 'application/octet-stream',
}

/** Texts that are not JSON, most of them similar to a JSON object. */
function listInvalidJson(text: string): Record<string, string> {
  const members = text.slice(1, -1)
  const tokens = { 'white-space': ' \n', 'open-brace': '{', 'lone-quote': '"', 'bare-word': 'undefined' }
  const cut = { truncated: text.slice(0, -1), half: text.slice(0, Math.ceil(text.length / 2)) }
  const extended = {
    twice: `${text}${text}`,
    'trailing-garbage': `${text} garbage`,
    comment: `/* c */${text}`,
  }
  const relaxed = { 'trailing-comma': `{${members},}`, 'unquoted-name': `{${members},unquoted: 1}` }
  const nulls = { 'null-bytes': `${text}\u0000\u0000`, 'only-null-bytes': '\u0000\u0000\u0000\u0000' }
  return {
    ...tokens,
    ...cut,
    ...extended,
    ...relaxed,
    ...nulls,
    xml: '<?xml version="1.0"?><a/>',
    'bare-secret': 'bogus-k3y', // short: parsers that quote their input quote all of it
    'single-quotes': text.replaceAll('"', "'"),
    'leading-zero': `{${members},"x-number":01}`,
    'deep-unclosed': '['.repeat(DEPTH),
  }
}

function withInvalidUtf8(text: string): Bytes {
  return utf8(text).map((byte) => (byte === 0x3f ? 0xff : byte))
}

function toUtf16(text: string): Bytes {
  return Uint8Array.from(
    Array.from(text, (char) => [char.charCodeAt(0) & 0xff, char.charCodeAt(0) >> 8]).flat(),
  )
}
