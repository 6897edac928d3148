import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { toDecodedViews } from '../src/errors/decoded-views.ts'
import type { DecodedView } from '../src/errors/decoded-views.ts'
import { findRuns } from '../src/errors/find-runs.ts'
import { createRedactor } from '../src/errors/redact.ts'

const codeOf = (character: string) => character.codePointAt(0)!.toString(16)
const toUnits = (text: string) => text.split('')

/** Encoders of single characters. */
const ENCODERS: Record<string, (character: string) => string> = {
  raw: (one) => one,
  json: (one) => JSON.stringify(one).slice(1, -1),
  jsonInJson: (one) => JSON.stringify(JSON.stringify(one)).slice(3, -3),
  unicodeEscapes: (one) =>
    toUnits(one)
      .map((unit) => `\\u${codeOf(unit).padStart(4, '0')}`)
      .join(''),
  unicodeEscapesInJson: (one) =>
    toUnits(one)
      .map((unit) => `\\\\u${codeOf(unit).padStart(4, '0').toUpperCase()}`)
      .join(''),
  percent: encodeURIComponent,
  percentTwice: (one) => encodeURIComponent(encodeURIComponent(one)),
  percentAll: (one) => Buffer.from(one).toString('hex').replaceAll(/../g, '%$&'),
  form: (one) => new URLSearchParams({ k: one }).toString().slice(2),
  formInUrl: (one) => encodeURIComponent(new URLSearchParams({ k: one }).toString().slice(2)),
  upperCase: (one) => one.replace(/[a-z]/, (letter) => letter.toUpperCase()),
  quotedPrintable: (one) => Buffer.from(one).toString('hex').toUpperCase().replaceAll(/../g, '=$&'),
  softBreaks: (one) => `${one.replace('=', '=3D')}=\r\n`,
  zeros: (one) => `${one}\0`,
  zerosInJson: (one) => JSON.stringify(`${one}\0`).slice(1, -1),
  hex: (one) => Buffer.from(one).toString('hex'),
  hexWithColons: (one) => Buffer.from(one).toString('hex').replaceAll(/../g, '$&:').toUpperCase(),
  hexNumbers: (one) => Buffer.from(one).toString('hex').replaceAll(/../g, '0x$&, '),
  zerosInHex: (one) => Buffer.from(`${one}\0`).toString('hex'),
  wrapped: (one) => (one === ' ' ? one : `\n${one}`),
  mayBreak: (one) => `${one}<wbr>`,
  htmlHex: (one) => `&#x${codeOf(one)};`,
  htmlDecimal: (one) => `&#${one.codePointAt(0)};`,
  htmlNamed: (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[one] ?? one,
  percentInJson: (one) => JSON.stringify(encodeURIComponent(one)).slice(1, -1),
  jsonInUrl: (one) => encodeURIComponent(JSON.stringify(one).slice(1, -1)),
}

const visible = fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code))
const anyCharacter = fc.oneof(visible, fc.constantFrom('é', 'É', '€', '😀', '日', ' '))
/** Looks like an encoded character itself. */
const tricky = fc.constantFrom(
  '%41',
  '\\u0041',
  '&amp;',
  '&#65;',
  '+',
  '%25',
  '\\\\',
  '\\',
  '%',
  '&',
  ';',
  'b7',
)
const fewDistinct = fc
  .array(visible, { minLength: 1, maxLength: 2 })
  .chain((alphabet) => fc.array(fc.constantFrom(...alphabet), { minLength: 16, maxLength: 400 }))
const characters = fc.oneof(
  fc.array(visible, { minLength: 16, maxLength: 400 }),
  fc.array(anyCharacter, { minLength: 16, maxLength: 100 }),
  fc.array(tricky, { minLength: 16, maxLength: 40 }).map((parts) => Array.from(parts.join(''))),
  fewDistinct,
)
const context = fc.constantFrom('', 'x'.repeat(1_990), '{"message":"', 'bad token: ', '<p>&nbsp;', ' ')
/** Where a piece of the token begins and how long it is, as parts of what there is. */
const cut = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))

test('a redacted text contains no sixteen consecutive characters of a token, in any encoding, wherever it is cut', () => {
  fc.assert(
    fc.property(
      characters,
      fc.constantFrom(...Object.values(ENCODERS)),
      cut,
      context,
      (token, encode, [first, share], before) => {
        const from = Math.floor(first * (token.length - 16))
        const length = 16 + Math.floor(share * (token.length - from - 16))
        const pieces = token.slice(from, from + length).map(encode)
        const redacted = createRedactor(() => ['other-token', token.join('')])(
          `${before}${pieces.join('')}...`,
        )
        for (let at = 0; at + 16 <= pieces.length; at += 1) {
          expect(redacted).not.toContain(pieces.slice(at, at + 16).join(''))
        }
      },
    ),
    { numRuns: 1_000 },
  )
})

test('a text that shares nothing with the token is kept', () => {
  const digits = fc.string({ unit: fc.constantFrom(...toUnits('0123456789')), minLength: 16, maxLength: 300 })
  const text = fc.string({
    unit: fc.constantFrom(...toUnits('GHIJKLMNOPQRSTUVW"\\%&;#+ \n<>{}:é')),
    maxLength: 500,
  })
  fc.assert(
    fc.property(digits, text, (token, other) => {
      expect(createRedactor(() => [token])(other)).toBe(other)
    }),
  )
})

test('a redactor returns at most 2 000 characters for any text and secrets, and never throws', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 3_000 })
  fc.assert(
    fc.property(anyText, fc.array(fc.string({ unit: 'binary', minLength: 1 })), (text, secrets) => {
      expect(createRedactor(() => secrets)(text).length).toBeLessThanOrEqual(2_000)
    }),
  )
})

describe('the number of steps of redaction', () => {
  let steps = 0

  /** Counts each character and each piece that is read of it, which is what the search consists of. */
  function counted(text: string): string {
    const self = {
      length: text.length,
      charCodeAt(at: number) {
        steps += 1
        return text.charCodeAt(at)
      },
      slice(from: number, to: number) {
        steps += 1
        if (to - from > 16) throw new RangeError(`a step compares ${to - from} characters`)
        return text.slice(from, to)
      },
      indexOf: (other: string, from?: number) => text.indexOf(other, from),
      replaceAll: () => self,
      toLowerCase: () => self,
    }
    return self as unknown as string
  }

  function countSteps(text: string, token: string): number {
    steps = 0
    const view: DecodedView = { text: counted(text), starts: [], ends: [] }
    findRuns([view], [counted(token)], () => {})
    return steps
  }

  test('redaction takes a number of steps that is linear in text and token', () => {
    fc.assert(
      fc.property(fewDistinct, fc.nat(400), fc.integer({ min: 1, max: 40 }), (alphabet, prefix, repeats) => {
        const token = alphabet.join('').repeat(repeats)
        for (const text of [token, token.slice(0, prefix).repeat(20), `${token.slice(0, -1)}\n`.repeat(3)]) {
          expect(countSteps(text, token)).toBeLessThanOrEqual(3 * text.length + 3 * token.length)
        }
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ['one repeated character', (length: number) => '-'.repeat(length)],
    ['a repeated pair of characters', (length: number) => 'a-'.repeat(length / 2)],
    ['backslashes and an end', (length: number) => `${'\\'.repeat(length - 1)}x`],
  ])('redaction takes linear time for a text that is a prefix of a token of %s', (_, ofLength) => {
    const half = countSteps(ofLength(8_192).slice(0, -3), ofLength(8_192))
    const whole = countSteps(ofLength(16_384).slice(0, -3), ofLength(16_384))
    expect(whole / half).toBeLessThan(2.1)
  })

  test.each([
    '%',
    '\\',
    '&',
    '+',
    '\n',
    '%25',
    '%2525',
    '\\\\u0025',
    '&amp;',
    '&#x26;',
    '%5C',
    '\\u0026amp;',
  ])('redaction takes linear time for decoded views of a text that repeats %j', (part) => {
    const sizeOf = (length: number) =>
      toDecodedViews(part.repeat(length).slice(0, length)).reduce((sum, { text }) => sum + text.length, 0)
    expect(sizeOf(2_500)).toBeLessThanOrEqual(31 * 2_500)
    expect(sizeOf(2_500) / sizeOf(1_250)).toBeLessThan(2.1)
  })
})
