import * as fc from 'fast-check'

import { isNode } from '../openapi/document.ts'
import type { Node, Schema } from '../openapi/document.ts'

/** Strings that a schema probably allows. The validator decides. */
export function stringArbitrary({ pattern, format, minLength = 0 }: Schema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' })
  if (format === 'password') return tokenArbitrary()
  return fc.string({ unit: 'grapheme-composite', minLength, maxLength: minLength + 24 })
}

/** A random credential, unknown to every server and recognizable wherever it is echoed. */
export function tokenArbitrary(): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'.split(''))
  return fc.string({ unit, minLength: 16, maxLength: 16 }).map((text) => `bogus-${text}`)
}

/** Objects like a base, with other strings and some unknown fields. */
export function objectArbitrary({ properties }: Schema, base: Node): fc.Arbitrary<Node> {
  const toArbitrary = (name: string, value: unknown): fc.Arbitrary<unknown> => {
    const schema = properties?.[name]
    return typeof value === 'string' && schema ? stringArbitrary(schema) : fc.constant(value)
  }
  const own = Object.entries(base).map(([name, value]) => [name, toArbitrary(name, value)] as const)
  const name = fc.string({ unit: fc.constantFrom(...'abcdefg'.split('')), minLength: 1, maxLength: 5 })
  const unknown = fc.dictionary(name, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 })
  return fc.tuple(unknown, fc.record(Object.fromEntries(own))).map(([more, known]) => ({ ...more, ...known }))
}

/**
 * Whether standards let a server reject a value, or read it as another: numbers that a double cannot represent,
 * control characters, names that JavaScript objects inherit.
 */
export function isUnusual(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) > 2 ** 53 || (value !== 0 && Math.abs(value) < 1e-9)
  if (typeof value === 'string') return /[\p{Cc}\p{Cs}]/u.test(value)
  if (Array.isArray(value)) return value.some(isUnusual)
  const entries = isNode(value) ? Object.entries(value) : []
  return entries.some(([name, child]) => name in {} || isUnusual(name) || isUnusual(child))
}
