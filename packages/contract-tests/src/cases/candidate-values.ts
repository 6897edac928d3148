import { isNode } from '../openapi/document.ts'
import type { Node, Schema } from '../openapi/document.ts'

/** A value to try in place of another. The validator decides whether it is valid. */
export interface CandidateValue {
  /** For the id of the case: lower case, hyphens. */
  readonly name: string
  readonly value: unknown
  /** Whether standards let a server reject the value even where the schema allows it. */
  readonly isOptional: boolean
}

/** Values of every type, and values on both sides of every limit of the schema. */
export function listCandidates(schema: Schema, base: unknown): CandidateValue[] {
  const toCandidates = (values: Node, isOptional = false): CandidateValue[] =>
    Object.entries(values).map(([name, value]) => ({ name, value, isOptional }))
  const candidates = toCandidates({ ...OF_ANY_TYPE, 'in-an-array': [base], 'in-an-object': { value: base } })
  if (typeof base === 'string') {
    candidates.push(...toCandidates({ ...ofLengths(schema, base), ...TEXTS }))
    candidates.push(...toCandidates(UNUSUAL_TEXTS, true))
    const hasFormat = 'pattern' in schema || 'format' in schema
    if (hasFormat) candidates.push(...toCandidates({ ...OF_FORMATS, ...similarTo(base) }))
  }
  if (isNode(base)) {
    candidates.push(...toCandidates(objectsLike(base)), ...toCandidates(unusualObjectsLike(base), true))
  }
  return candidates.filter(({ value }) => JSON.stringify(value) !== JSON.stringify(base))
}

const SCALARS = { null: null, true: true, false: false, zero: 0, integer: 123, fraction: 1.5, text: 'text' }
const OF_ANY_TYPE = { ...SCALARS, 'empty-array': [], 'empty-object': {}, 'empty-text': '' }
const TEXTS = {
  unicode: 'Grüße, 世界 👩‍🔬',
  'right-to-left': 'שלום',
  quotes: `it's "quoted" \\ and <b>&amp;</b> %00 \${x} {{x}}`,
  sql: "' OR '1'='1' --",
  path: '../../etc/passwd',
}
const UNUSUAL_TEXTS = {
  long: 'x'.repeat(10_000),
  'null-character': 'a\u0000b',
  'control-characters': 'a\u0007\u001B[31m\u007Fb',
  'line-break': 'a\r\nX-Injected: b',
  'white-space': '   ',
  'lone-surrogate': '\uD800',
}

/** Values that patterns and formats often allow by mistake. */
const NUMBERS = { minus: '-1', plus: '+1', decimal: '1.5', exponent: '1e9', hex: '0x10', grouped: '1_000' }
const OF_FORMATS = {
  ...NUMBERS,
  list: '1, 2',
  'with-unit': '10s',
  digits: '1',
  'many-digits': '9'.repeat(40),
  date: '2026-02-30',
  'date-and-space': '2026-02-03 04:05:06Z',
  'no-offset': '2026-02-03T04:05:06',
}

function similarTo(base: string): Node {
  const withLineBreak = { 'second-line': `${base}\n!`, 'trailing-line-break': `${base}\n` }
  return { 'upper-case': base.toUpperCase(), prefixed: `!${base}`, suffixed: `${base}!`, ...withLineBreak }
}

function ofLengths({ minLength, maxLength }: Schema, base: string): Node {
  const limits = [minLength, maxLength].filter((limit) => limit !== undefined)
  const lengths = limits.flatMap((limit) => [limit - 1, limit, limit + 1]).filter((length) => length >= 0)
  return Object.fromEntries(lengths.map((one) => [`length-${one}`, base.repeat(one).slice(0, one)]))
}

function objectsLike(base: Node): Node {
  const ofFields = Object.entries(base).flatMap(([name, value]) => {
    const { [name]: _, ...rest } = base
    const misspelt = { ...rest, [name.toUpperCase()]: value }
    return [[`without-${name}`, rest] as const, [`misspelt-${name}`, misspelt] as const]
  })
  return {
    ...Object.fromEntries(ofFields),
    'unknown-field': { ...base, 'x-unknown': 'text' },
    'nested-unknown-field': { ...base, 'x-unknown': { list: [1, null, { deeper: true }] } },
  }
}

function unusualObjectsLike(base: Node): Node {
  return {
    'empty-name': { ...base, '': 'text' },
    // an own field named __proto__: a careless copy in the server turns its fields into inherited ones
    prototype: JSON.parse(`{"__proto__":${JSON.stringify(base)}}`) as unknown,
    'unknown-prototype': { ...base, constructor: { prototype: { x: 1 } } },
  }
}
