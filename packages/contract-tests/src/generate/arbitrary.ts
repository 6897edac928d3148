import * as fc from 'fast-check'

import { isNode } from '../openapi/node.ts'
import type { Node } from '../openapi/node.ts'
import { flatten, MAX_DEPTH, typesOf } from './flatten.ts'
import { oneOf, stringArbitrary } from './strings.ts'

/** What values are made from. */
export interface Source {
  readonly document: Node
  /** Whether texts are to be short words, and nothing is to be there that is not described. */
  readonly isPlain: boolean
}

/**
 * Values that a schema probably allows.
 *
 * Words of JSON Schema that cut across others (`not`, `if`, `dependentRequired`, …) are not looked at: what
 * comes out is to be judged by the validator, and dropped when it is wrong.
 */
export function toArbitrary(source: Source, schema: unknown, depth = 0): fc.Arbitrary<unknown> {
  const flat = flatten(source.document, schema)
  if ('const' in flat) return fc.constant(flat['const'])
  if (Array.isArray(flat['enum']) && flat['enum'].length > 0)
    return fc.constantFrom(...(flat['enum'] as unknown[]))
  const branches = flat['oneOf'] ?? flat['anyOf']
  if (Array.isArray(branches) && branches.length > 0) {
    const { oneOf: _one, anyOf: _any, ...base } = flat
    return fc.oneof(...branches.map((branch) => toArbitrary(source, { allOf: [base, branch] }, depth + 1)))
  }
  const types = typesOf(flat)
  if (types.length === 0) return fc.jsonValue({ maxDepth: 1 })
  return fc.oneof(...types.map((type) => ofType(source, flat, type, depth)))
}

function ofType(source: Source, schema: Node, type: string, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'string':
      return stringArbitrary(schema, source.isPlain)
    case 'integer':
    case 'number':
      return numberArbitrary(schema, type === 'integer')
    case 'array':
      return arrayArbitrary(source, schema, depth)
    default:
      return objectArbitrary(source, schema, depth)
  }
}

function numberArbitrary(schema: Node, isInteger: boolean): fc.Arbitrary<number> {
  const limit = (key: string): number | undefined =>
    typeof schema[key] === 'number' ? schema[key] : undefined
  const step = limit('multipleOf') ?? (isInteger ? 1 : undefined)
  const min =
    limit('minimum') ?? limit('exclusiveMinimum') ?? Math.min(-1_000, (limit('maximum') ?? 0) - 1_000)
  const max = limit('maximum') ?? limit('exclusiveMaximum') ?? Math.max(1_000, min + 1_000)
  if (step === undefined) return fc.double({ min, max, noNaN: true }).map((value) => value + 0) // no -0
  const lowest = Math.ceil(min / step)
  const highest = Math.max(lowest, Math.floor(max / step))
  return fc.integer({ min: lowest, max: highest }).map((count) => count * step)
}

function arrayArbitrary(source: Source, schema: Node, depth: number): fc.Arbitrary<unknown[]> {
  const prefix = Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as unknown[]) : []
  // a plain list has something in it that can be varied
  const fewest = Number(schema['minItems'] ?? (source.isPlain ? 1 : 0))
  const minLength = Math.max(0, fewest - prefix.length)
  const maxLength =
    depth >= MAX_DEPTH ? minLength : Math.min(Number(schema['maxItems'] ?? Infinity), minLength + 4)
  const item = toArbitrary(source, schema['items'] ?? {}, depth + 1)
  const limits = { minLength, maxLength: Math.max(minLength, maxLength) }
  const rest: fc.Arbitrary<unknown[]> =
    schema['uniqueItems'] === true
      ? fc.uniqueArray(item, { ...limits, selector: (value) => JSON.stringify(value) })
      : fc.array(item, limits)
  if (prefix.length === 0) return rest
  const first = fc.tuple(...prefix.map((one) => toArbitrary(source, one, depth + 1)))
  return fc.tuple(first, rest).map(([head, tail]) => [...head, ...tail])
}

function objectArbitrary(source: Source, schema: Node, depth: number): fc.Arbitrary<object> {
  const properties = isNode(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : []
  const isWanted = (name: string): boolean => {
    const property = flatten(source.document, properties[name])
    return required.includes(name) || (property['readOnly'] !== true && depth < MAX_DEPTH)
  }
  const described = Object.keys(properties).filter(isWanted)
  const undescribed = required.filter((name) => !(name in properties))
  const record = fc.record(
    Object.fromEntries([
      ...described.map((name) => [name, toArbitrary(source, properties[name], depth + 1)] as const),
      ...undescribed.map(
        (name) => [name, toArbitrary(source, schema['additionalProperties'], depth + 1)] as const,
      ),
    ]),
    { requiredKeys: required },
  )
  const others = schema['additionalProperties'] ?? schema['unevaluatedProperties']
  if (others === false || depth >= MAX_DEPTH || source.isPlain) return record
  const extra = fc.dictionary(
    fc.string({ unit: oneOf('abcdefg'), minLength: 1, maxLength: 5 }).map((name) => `x-${name}`),
    isNode(others) ? toArbitrary(source, others, depth + 1) : fc.jsonValue({ maxDepth: 1 }),
    { maxKeys: 2 },
  )
  return fc.tuple(extra, record).map(([more, own]) => ({ ...more, ...own }))
}
