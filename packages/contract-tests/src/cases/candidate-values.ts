import { isNode } from '../openapi/document.ts'
import type { Node } from '../openapi/document.ts'

/** A value to try in place of another. The validator decides whether it is valid. */
export interface CandidateValue {
  /** For the id of the case: lower case, hyphens. */
  readonly name: string
  readonly value: unknown
  /** Whether standards let a server reject the value even where the schema allows it. */
  readonly isOptional: boolean
}

/** Values of every type, and values on both sides of every limit of the schema. */
export function listCandidates(schema: Node, base: unknown): CandidateValue[] {
  const toCandidates = (values: Node, isOptional = false): CandidateValue[] =>
    Object.entries(values).map(([name, value]) => ({ name, value, isOptional }))
  const hasFormat = 'pattern' in schema || 'format' in schema
  return [
    ...toCandidates({ ...SCALARS, ...EMPTY_VALUES, 'in-an-array': [base], 'in-an-object': { value: base } }),
    ...(typeof base === 'string'
      ? toCandidates({ ...ofLengths(schema, base), ...SCRIPTS, ...INJECTIONS })
      : []),
    ...(typeof base === 'string' ? toCandidates(UNUSUAL_STRINGS, true) : []),
    ...(typeof base === 'string' && hasFormat
      ? toCandidates({ ...NUMERIC, ...DATES, ...similarTo(base) })
      : []),
    ...(isNode(base)
      ? [...toCandidates(objectsLike(base)), ...toCandidates(unusualObjectsLike(base), true)]
      : []),
  ].filter(({ value }) => JSON.stringify(value) !== JSON.stringify(base))
}

const SCALARS = { null: null, true: true, false: false, zero: 0, integer: 123, fraction: 1.5, text: 'text' }
const EMPTY_VALUES = { 'empty-array': [], 'empty-object': {}, 'empty-text': '' }
const SCRIPTS = { unicode: 'Grüße, 世界 👩‍🔬', 'right-to-left': 'שלום' }
const INJECTIONS = {
  quotes: `it's "quoted" \\ and <b>&amp;</b> %00 \${x} {{x}}`,
  sql: "' OR '1'='1' --",
  path: '../../etc/passwd',
}
const UNUSUAL_STRINGS = {
  long: 'x'.repeat(10_000),
  'null-character': 'a\u0000b',
  'control-characters': 'a\u0007\u001B[31m\u007Fb',
  'line-break': 'a\r\nX-Injected: b',
  'white-space': '   ',
  'lone-surrogate': '\uD800',
}

/** Values that patterns and formats often allow by mistake. */
const SIGNED = { minus: '-1', plus: '+1', decimal: '1.5', exponent: '1e9', hex: '0x10', grouped: '1_000' }
const NUMERIC = { ...SIGNED, list: '1, 2', 'with-unit': '10s', digits: '1', 'many-digits': '9'.repeat(40) }
const DATES = {
  date: '2026-02-30',
  'date-and-space': '2026-02-03 04:05:06Z',
  'no-offset': '2026-02-03T04:05:06',
}

function similarTo(base: string): Node {
  const withLineBreak = { 'second-line': `${base}\n!`, 'trailing-line-break': `${base}\n` }
  return { 'upper-case': base.toUpperCase(), prefixed: `!${base}`, suffixed: `${base}!`, ...withLineBreak }
}

function ofLengths({ minLength, maxLength }: Node, base: string): Node {
  const limits = [minLength, maxLength].filter((limit) => typeof limit === 'number')
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
