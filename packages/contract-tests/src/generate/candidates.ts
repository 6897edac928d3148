import { isNode } from '../openapi/node.ts'
import type { Node } from '../openapi/node.ts'
import { typesOf } from './flatten.ts'

/** A value to try in some place: allowed or not, the validator says. */
export interface Candidate {
  /** For the id of the case: lower case, hyphens. */
  readonly name: string
  readonly value: unknown
  /** Whether a server may well refuse it even where the schema allows it. */
  readonly isOdd?: boolean
}

/** Values on both sides of every line that a schema draws, and of every type. */
export function listCandidates(schema: Node, base: unknown): Candidate[] {
  const types = typesOf(schema)
  return [
    ...ofOtherTypes(base),
    ...(types.includes('string') || typeof base === 'string' ? ofStrings(schema, base) : []),
    ...(types.includes('number') || types.includes('integer') ? ofNumbers(schema) : []),
    ...(Array.isArray(base) ? ofArrays(schema, base as unknown[]) : []),
    ...(isNode(base) ? ofObjects(base) : []),
    ...(Array.isArray(schema['enum'])
      ? schema['enum'].map((value, index) => ({ name: `enum-${index}`, value: value as unknown }))
      : []),
  ]
}

function ofOtherTypes(base: unknown): Candidate[] {
  return [
    { name: 'null', value: null },
    { name: 'true', value: true },
    { name: 'false', value: false },
    { name: 'zero', value: 0 },
    { name: 'integer', value: 123 },
    { name: 'fraction', value: 1.5 },
    { name: 'empty-array', value: [] },
    { name: 'empty-object', value: {} },
    { name: 'text', value: 'text' },
    { name: 'empty-text', value: '' },
    { name: 'in-an-array', value: [base] },
    { name: 'in-an-object', value: { value: base } },
    ...(typeof base === 'number' || typeof base === 'boolean'
      ? [{ name: 'as-text', value: String(base) }]
      : []),
  ]
}

function ofStrings(schema: Node, base: unknown): Candidate[] {
  const text = typeof base === 'string' && base !== '' ? base : 'text'
  const ofLength = (length: number): string => text.repeat(Math.ceil(length / text.length)).slice(0, length)
  const lengths = [schema['minLength'], schema['maxLength']].filter((limit) => typeof limit === 'number')
  const around = lengths.flatMap((limit) => [limit - 1, limit, limit + 1]).filter((length) => length >= 0)
  const ruled = 'pattern' in schema || 'format' in schema
  return [
    ...[...new Set(around)].map((length) => ({ name: `length-${length}`, value: ofLength(length) })),
    { name: 'unicode', value: 'Grüße, 世界 👩‍🔬' },
    { name: 'right-to-left', value: 'שלום' },
    { name: 'quotes', value: `it's "quoted" \\ and <b>&amp;</b> %00 \${x} {{x}}` },
    { name: 'sql', value: "' OR '1'='1' --" },
    { name: 'path', value: '../../etc/passwd' },
    { name: 'long', value: 'x'.repeat(10_000), isOdd: true },
    { name: 'null-character', value: 'a\u0000b', isOdd: true },
    { name: 'control-characters', value: 'a\u0007\u001B[31m\u007Fb', isOdd: true },
    { name: 'line-break', value: 'a\r\nX-Injected: b', isOdd: true },
    { name: 'white-space', value: '   ', isOdd: true },
    { name: 'lone-surrogate', value: '\uD800', isOdd: true },
    ...(ruled ? ofRuledStrings(text) : []),
  ]
}

/** Near misses of patterns and formats; those that are hits are judged to be. */
function ofRuledStrings(text: string): Candidate[] {
  return [
    { name: 'minus', value: '-1' },
    { name: 'plus', value: '+1' },
    { name: 'decimal', value: '1.5' },
    { name: 'exponent', value: '1e9' },
    { name: 'hex', value: '0x10' },
    { name: 'grouped', value: '1_000' },
    { name: 'listed', value: '1, 2' },
    { name: 'with-unit', value: '10s' },
    { name: 'digits', value: '1' },
    { name: 'many-digits', value: '9'.repeat(40) },
    { name: 'date', value: '2026-02-30' },
    { name: 'date-and-space', value: '2026-02-03 04:05:06Z' },
    { name: 'no-offset', value: '2026-02-03T04:05:06' },
    { name: 'upper-case', value: text.toUpperCase() },
    { name: 'prefixed', value: `!${text}` },
    { name: 'suffixed', value: `${text}!` },
    { name: 'second-line', value: `${text}\n!` },
    { name: 'trailing-line-break', value: `${text}\n` },
  ]
}

function ofNumbers(schema: Node): Candidate[] {
  const step = typeof schema['multipleOf'] === 'number' ? schema['multipleOf'] : 1
  const limits = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']
    .map((key) => schema[key])
    .filter((limit) => typeof limit === 'number')
  const values = limits.flatMap((limit) => [limit - step, limit, limit + step, limit + step / 2])
  return [
    ...[...new Set(values)].map((value) => ({ name: `number-${value}`, value })),
    { name: 'negative', value: -1, isOdd: true },
    { name: 'half-a-step', value: step * 1.5 },
    { name: 'beyond-32-bits', value: 2 ** 31, isOdd: true },
    { name: 'beyond-53-bits', value: 2 ** 53 + 2, isOdd: true },
    { name: 'huge', value: 1e300, isOdd: true },
  ]
}

function ofArrays(schema: Node, base: readonly unknown[]): Candidate[] {
  const ofLength = (length: number): unknown[] =>
    Array.from({ length }, (_, index) => base[index % base.length])
  const limits = [schema['minItems'], schema['maxItems']].filter((limit) => typeof limit === 'number')
  const around = limits
    .flatMap((limit) => [limit - 1, limit + 1])
    .filter((length) => length >= 0 && length < 1_000)
  if (base.length === 0) return []
  return [
    ...[...new Set(around)].map((length) => ({ name: `items-${length}`, value: ofLength(length) })),
    { name: 'repeated-item', value: [...base, base[0]] },
  ]
}

function ofObjects(base: Node): Candidate[] {
  const names = Object.keys(base)
  const without = (name: string): object =>
    Object.fromEntries(Object.entries(base).filter(([key]) => key !== name))
  return [
    ...names.map((name) => ({ name: `without-${name}`, value: without(name) })),
    ...names.map((name) => ({
      name: `misspelt-${name}`,
      value: { ...without(name), [toOtherCase(name)]: base[name] },
    })),
    { name: 'unknown-field', value: { ...base, 'x-unknown': 'text' } },
    { name: 'nested-unknown-field', value: { ...base, 'x-unknown': { list: [1, null, { deeper: true }] } } },
    { name: 'empty-name', value: { ...base, '': 'text' }, isOdd: true },
    // as the own field that JSON.parse makes of it: a server that copies it carelessly takes its fields for its own
    { name: 'prototype', value: JSON.parse(`{"__proto__":${JSON.stringify(base)}}`) as unknown, isOdd: true },
    { name: 'unknown-prototype', value: { ...base, constructor: { prototype: { x: 1 } } }, isOdd: true },
  ]
}

function toOtherCase(name: string): string {
  const upper = name.toUpperCase()
  return upper === name ? name.toLowerCase() : upper
}
