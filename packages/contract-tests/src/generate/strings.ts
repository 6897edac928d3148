import * as fc from 'fast-check'

import type { Node } from '../openapi/node.ts'

/** Texts of the formats that are asserted. */
const formats: Readonly<Record<string, () => fc.Arbitrary<string>>> = {
  'date-time': () => dates().map((date) => date.toISOString()),
  date: () => dates().map((date) => date.toISOString().slice(0, 10)),
  time: () => dates().map((date) => date.toISOString().slice(11)),
  duration: () => fc.nat(1_000).map((seconds) => `PT${seconds}S`),
  uuid: () => fc.uuid(),
  email: () => fc.tuple(word(), word()).map(([user, host]) => `${user}@${host}.example`),
  hostname: () => word().map((host) => `${host}.example`),
  uri: () => word().map((path) => `https://host.example/${path}`),
  'uri-reference': () => word().map((path) => `/${path}`),
  ipv4: () => fc.ipV4(),
  ipv6: () => fc.ipV6(),
  byte: () => fc.base64String({ maxLength: 32 }),
  password: () => token(),
}

/** Texts that a schema of type string allows, as far as its words tell; judged by the caller. */
export function stringArbitrary(schema: Node, isPlain: boolean): fc.Arbitrary<string> {
  const { pattern, format } = schema
  if (typeof pattern === 'string') {
    const matching = patternArbitrary(pattern)
    if (matching) return matching
  }
  if (typeof format === 'string' && Object.hasOwn(formats, format)) return formats[format]!()
  const minLength = Number(schema['minLength'] ?? 0)
  const maxLength = Math.min(Number(schema['maxLength'] ?? minLength + 24), minLength + 64)
  const limits = { minLength, maxLength: Math.max(minLength, maxLength) }
  if (isPlain) return fc.string({ unit: oneOf('abcdefghij'), ...limits })
  // mostly what people write, now and then what they do not
  return fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme-ascii', ...limits }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme-composite', ...limits }) },
  )
}

/** Texts that match; undefined when the pattern is beyond what can be made. */
function patternArbitrary(pattern: string): fc.Arbitrary<string> | undefined {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' })
  } catch {
    return undefined
  }
}

/** A made-up credential: nobody knows it, and it is found wherever it turns up. */
export function token(): fc.Arbitrary<string> {
  return fc
    .string({
      unit: oneOf('abcdefghijklmnopqrstuvwxyz0123456789'),
      minLength: 16,
      maxLength: 16,
    })
    .map((text) => `bogus-${text}`)
}

/** One of the characters of a text. */
export const oneOf = (characters: string): fc.Arbitrary<string> => fc.constantFrom(...characters.split(''))

const word = (): fc.Arbitrary<string> =>
  fc.string({ unit: oneOf('abcdefghijklmnopqrstuvwxyz'), minLength: 1, maxLength: 12 })

const dates = (): fc.Arbitrary<Date> =>
  fc.date({
    min: new Date('1990-01-01T00:00:00Z'),
    max: new Date('2099-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
