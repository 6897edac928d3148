import { JSON_TYPE } from '../openapi/contract.ts'
import type { BaseRequest, DraftBody, RequestDraft } from './request-draft.ts'

/** The nesting of the deepest body, and the length of the longest one in bytes. */
const DEPTH = 20_000
const LENGTH = 2 ** 20

const DEEP_ARRAY = '['.repeat(DEPTH) + ']'.repeat(DEPTH)
const FORM_TYPE = 'application/x-www-form-urlencoded'

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** Bodies that are wrong before the schema applies: JSON syntax, media type, encoding, size. */
export function listTransportDrafts({ body }: BaseRequest): RequestDraft[] {
  if (!body) return []
  const text = JSON.stringify(body.value)
  const form = new URLSearchParams(Object.entries(body.value).map(([name, value]) => [name, String(value)]))
  const toDrafts = (bodies: Record<string, DraftBody['bytes'] | string>, more?: Partial<RequestDraft>) =>
    Object.entries(bodies).map(([name, one]): RequestDraft => {
      const bytes = typeof one === 'string' ? utf8(one) : one
      return toDraft(name, { type: JSON_TYPE, bytes }, more)
    })
  const withTypes = (types: Record<string, string | undefined>, more?: Partial<RequestDraft>) =>
    Object.entries(types).map(([name, type]) => toDraft(`type-${name}`, { type, bytes: utf8(text) }, more))
  const optional = { isOptional: true }
  const unspecified = { isOptional: true, expectation: 'documented' } as const
  return [
    ...toDrafts({
      'no-body': undefined,
      ...listInvalidJson(text),
      'surrounding-white-space': ` \r\n\t${text}\n`,
    }),
    ...toDrafts(listLenientJson(text), optional),
    ...toDrafts(listUnusualJson(text), unspecified),
    toDraft('as-form', { type: FORM_TYPE, bytes: utf8(form.toString()) }),
    ...withTypes({
      text: 'text/plain',
      form: FORM_TYPE,
      xml: 'application/xml',
      octets: 'application/octet-stream',
      near: `${JSON_TYPE}x`,
      'with-charset': `${JSON_TYPE}; charset=utf-8`,
      'in-upper-case': JSON_TYPE.toUpperCase(),
    }),
    ...withTypes({ absent: undefined, malformed: 'json' }, optional),
    ...withTypes({ 'with-other-charset': `${JSON_TYPE}; charset=iso-8859-1` }, unspecified),
  ]
}

function toDraft(name: string, body: DraftBody, more: Partial<RequestDraft> = {}): RequestDraft {
  return { name: `transport/${name}`, subject: name.replaceAll('-', ' '), body, ...more }
}

/** Texts that are not JSON, most of them similar to a JSON object. */
function listInvalidJson(text: string): Record<string, string> {
  return {
    'white-space': ' \n',
    'open-brace': '{',
    'lone-quote': '"',
    'bare-word': 'undefined',
    truncated: text.slice(0, -1),
    half: text.slice(0, Math.ceil(text.length / 2)),
    twice: `${text}${text}`,
    'trailing-garbage': `${text} garbage`,
    comment: `/* c */${text}`,
    'trailing-comma': `${text.slice(0, -1)},}`,
    'unquoted-name': withMember(text, 'unquoted: 1'),
    'null-bytes': `${text}\u0000\u0000`,
    'only-null-bytes': '\u0000\u0000\u0000\u0000',
    xml: '<?xml version="1.0"?><a/>',
    'bare-secret': 'bogus-k3y', // short: parsers that quote their input quote all of it
    'single-quotes': text.replaceAll('"', "'"),
    'leading-zero': withMember(text, '"x-number":01'),
    'deep-unclosed': '['.repeat(DEPTH),
  }
}

/** Texts that are not JSON, but that RFC 8259 lets parsers accept. */
function listLenientJson(text: string): Record<string, DraftBody['bytes'] | string> {
  return {
    'byte-order-mark': `\uFEFF${text}`,
    'utf-16': new Uint8Array(Uint16Array.from(text, (char) => char.charCodeAt(0)).buffer),
    'invalid-utf-8': utf8(withMember(text, '"x-text":"?"')).map((byte) => (byte === 0x3f ? 0xff : byte)),
    nan: withMember(text, '"x-number":NaN'),
    infinity: withMember(text, '"x-number":-Infinity'),
    'raw-line-break': withMember(text, '"x-text":"a\nb"'),
  }
}

/** JSON that RFC 8259 lets parsers reject, or read as another value. */
function listUnusualJson(text: string): Record<string, string> {
  const fields = Array.from({ length: 5_000 }, (_, n) => `"x-${n}":0`)
  return {
    'lone-surrogate': withMember(text, String.raw`"x-text":"\uD800"`),
    'duplicate-name': withMember(text, text.slice(1, -1)),
    'huge-number': withMember(text, '"x-number":1e999'),
    'many-digits': withMember(text, `"x-number":${'9'.repeat(1_000)}`),
    'many-fields': withMember(text, fields.join()),
    deep: DEEP_ARRAY,
    'deep-field': withMember(text, `"x-deep":${DEEP_ARRAY}`),
    long: withMember(text, `"x-text":"${'x'.repeat(LENGTH)}"`),
  }
}

/** A JSON object that is not empty, with one more member. */
function withMember(text: string, member: string): string {
  return `${text.slice(0, -1)},${member}}`
}
