import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { createRedactor } from '../src/errors/redact.ts'

const SECRET = 'key/one+two=three four~é?><'

const hexOf = (character: string) => character.codePointAt(0)!.toString(16).padStart(4, '0')
const percent = (text: string) =>
  Array.from(new TextEncoder().encode(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
const ascii = 'key/one+two=three~?><"\\'

describe('a secret is taken out', () => {
  test.each<[string, string, string]>([
    ['as it is', SECRET, SECRET],
    ['as JSON', ascii, JSON.stringify(ascii).slice(1, -1)],
    ['with each sign escaped as PHP does a slash', 'a/b', 'a\\/b'],
    ['with each sign as \\u, in lower case', 'a>b', `a\\u${hexOf('>')}b`],
    ['with each sign as \\u, in upper case', 'a>b', `a\\u${hexOf('>').toUpperCase()}b`],
    ['with a control character as \\u, padded', 'a\tb', 'a\\u0009b'],
    ['as part of an address', SECRET, encodeURIComponent(SECRET)],
    ['as part of an address, in lower case', 'a/b', 'a%2fb'],
    ['as part of an address, in lower case and beyond ASCII', 'é', '%c3%a9'],
    ['as a form field, whose writers touch signs that others do not', "a*b'c", 'a%2Ab%27c'],
    ['as a form field in lower case', "a*b'c(", 'a%2ab%27c%28'],
    ['in base64', 'key??key>>ké', btoa('key??key>>k\u00C3\u00A9')],
    ['in base64 without its padding', 'four', 'Zm91cg'],
    ['in base64 for addresses', 'key??key>>', btoa('key??key>>').replaceAll('+', '-').replaceAll('/', '_')],
    ['in base64 for addresses, its slashes too', 'key???', 'a2V5Pz8_'],
  ])('%s', (_, secret, written) => {
    expect(createRedactor(() => [secret])(`it is ${written}!`)).toMatch(/^it is \[redacted\]=*!$/)
  })

  test('percent-encoded as a whole, where it is all signs', () => {
    expect(createRedactor(() => ['+/='])(`it is ${percent('+/=')}!`)).toBe('it is [redacted]!')
  })

  test('wherever it stands, as often as it stands there', () => {
    expect(createRedactor(() => ['s+1'])('s+1, s+1 and s1')).toBe('[redacted], [redacted] and s1')
  })

  test('beside others, the longest first', () => {
    expect(createRedactor(() => ['ab', 'abc'])('abc ab')).toBe('[redacted] [redacted]')
  })

  test('whatever it consists of', () => {
    const secret = fc.string({ minLength: 1, unit: 'grapheme-ascii' })
    fc.assert(
      fc.property(secret, fc.constantFrom(JSON.stringify, encodeURIComponent, String), (value, write) => {
        expect(createRedactor(() => [value])(write(value))).toContain('[redacted]')
      }),
    )
  })
})

test('nothing is redacted when there is no secret', () => {
  expect(createRedactor(() => [])('a text')).toBe('a text')
})

test('letters and digits are the same in every form: nothing else is taken for a secret', () => {
  const text = 'a\\b, %61b, a\\u0062'
  expect(createRedactor(() => ['ab'])(text)).toBe(text)
})
