import { withBody } from './draft.ts'
import type { Base, Draft } from './draft.ts'
import type { Plan } from './plan.ts'

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const concat = (...parts: Uint8Array[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => [...part]))

/** How deep the deepest nesting is, and how long the longest body, in bytes. */
const DEPTH = 20_000
const LENGTH = 2 ** 20

/** What can go wrong with a body of JSON before its schema counts. */
export function planTransport(base: Base): Plan[] {
  const { draft, json } = base
  if (!json) return base.operation.body ? [] : planUnwantedBody(base)
  const { media } = json
  const text = JSON.stringify(json.value)
  const inner = text.slice(1, -1)
  const isObject = text.startsWith('{')
  const bytes = utf8(text)
  const add = (member: string): string => `{${inner}${inner && ','}${member}}`
  const plan = (
    name: string,
    intent: Plan['intent'],
    body: string | Uint8Array<ArrayBuffer> | undefined,
    more?: Partial<Plan>,
  ): Plan => ({
    name: `transport/${name}`,
    base,
    draft: withBody(draft, media.name, typeof body === 'string' ? utf8(body) : body),
    intent,
    subject: name.replaceAll('-', ' '),
    ...more,
  })
  const typed = (name: string, contentType: string | undefined, more?: Partial<Plan>): Plan =>
    plan(name, 'invalid', undefined, { draft: withBody(draft, contentType, bytes), ...more })

  return [
    plan('no-body', 'either', undefined),
    plan('white-space', 'invalid', ' \n'),
    plan('truncated', 'invalid', text.slice(0, -1)),
    plan('half', 'invalid', text.slice(0, Math.ceil(text.length / 2))),
    plan('open-brace', 'invalid', '{'),
    plan('trailing-garbage', 'invalid', `${text} garbage`),
    plan('twice', 'invalid', `${text}${text}`),
    plan('bare-word', 'invalid', 'undefined'),
    plan('lone-quote', 'invalid', '"'),
    plan('xml', 'invalid', '<?xml version="1.0"?><a/>'),
    // short, so that a parser that quotes what it cannot read quotes all of it
    plan('bare-secret', 'invalid', 'bogus-k3y'),
    plan('single-quotes', 'invalid', text.replaceAll('"', "'")),
    plan('as-form', 'invalid', undefined, {
      draft: withBody(draft, 'application/x-www-form-urlencoded', toForm(json.value)),
    }),
    typed('type-text', 'text/plain'),
    typed('type-form', 'application/x-www-form-urlencoded'),
    typed('type-xml', 'application/xml'),
    typed('type-octets', 'application/octet-stream'),
    typed('type-near', `${media.name}x`),
    typed('type-absent', undefined, { isLenient: true }),
    typed('type-malformed', 'json', { isLenient: true }),
    { ...typed('type-with-charset', `${media.name}; charset=utf-8`), intent: 'valid' },
    { ...typed('type-in-upper-case', media.name.toUpperCase()), intent: 'valid' },
    plan('surrounding-white-space', 'valid', ` \r\n\t${text}\n`),
    plan('byte-order-mark', 'invalid', `\uFEFF${text}`, { isLenient: true }),
    plan('utf-16', 'invalid', toUtf16(text), { isLenient: true }),
    plan('null-bytes', 'invalid', concat(bytes, utf8('\u0000\u0000'))),
    plan('only-null-bytes', 'invalid', '\u0000\u0000\u0000\u0000'),
    plan('deep-unclosed', 'invalid', '['.repeat(DEPTH)),
    plan('deep', 'either', `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`, {
      expectation: 'anything',
      isLenient: true,
    }),
    ...(isObject
      ? [
          plan('trailing-comma', 'invalid', `{${inner},}`),
          plan('comment', 'invalid', `/* c */${text}`),
          plan('unquoted-name', 'invalid', add('unquoted: 1')),
          plan('leading-zero', 'invalid', add('"x-number":01')),
          plan('nan', 'invalid', add('"x-number":NaN'), { isLenient: true }),
          plan('infinity', 'invalid', add('"x-number":-Infinity'), { isLenient: true }),
          plan('raw-line-break', 'invalid', add('"x-text":"a\nb"'), { isLenient: true }),
          plan(
            'invalid-utf-8',
            'invalid',
            concat(utf8(`{${inner}${inner && ','}"x-text":"`), Uint8Array.of(0xff, 0xc0, 0x80), utf8('"}')),
            { isLenient: true },
          ),
          plan('lone-surrogate', 'either', add(String.raw`"x-text":"\uD800"`), {
            expectation: 'anything',
            isLenient: true,
          }),
          plan('duplicate-name', 'either', `{${inner},${inner}}`, {
            expectation: 'anything',
            isLenient: true,
          }),
          plan('huge-number', 'either', add('"x-number":1e999'), {
            expectation: 'anything',
            isLenient: true,
          }),
          plan('many-digits', 'either', add(`"x-number":${'9'.repeat(1_000)}`), {
            expectation: 'anything',
            isLenient: true,
          }),
          plan(
            'many-fields',
            'either',
            add(Array.from({ length: 5_000 }, (_, index) => `"x-${index}":0`).join(',')),
            { expectation: 'anything', isLenient: true },
          ),
          plan('deep-field', 'either', add(`"x-deep":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`), {
            expectation: 'anything',
            isLenient: true,
          }),
          plan('long', 'either', add(`"x-text":"${'x'.repeat(LENGTH)}"`), {
            expectation: 'anything',
            isLenient: true,
          }),
        ]
      : []),
  ]
}

/** A body where none is described: servers may read it or not, and must not break. */
function planUnwantedBody(base: Base): Plan[] {
  const draft: Draft = withBody(base.draft, 'application/json', utf8('{"x":'))
  return [
    {
      name: 'transport/unwanted-body',
      base,
      draft,
      intent: 'invalid',
      whenInvalid: 'anything',
      subject: 'a body that is not described',
      isLenient: true,
    },
  ]
}

function toForm(value: unknown): Uint8Array<ArrayBuffer> {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>).map(([name, field]) => [
    name,
    String(field),
  ])
  return utf8(new URLSearchParams(entries).toString() || 'a=b')
}

function toUtf16(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    text.split('').flatMap((unit) => [unit.charCodeAt(0) & 0xff, unit.charCodeAt(0) >> 8]),
  )
}
