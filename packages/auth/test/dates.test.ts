import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { parseHttpDate } from '../src/http/http-date.ts'
import { parseRetryAfter } from '../src/http/retry-after.ts'
import { parseRfc3339 } from '../src/token/rfc3339.ts'

const validDate = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})

describe('an RFC 3339 date-time', () => {
  test('is read as its instant, whatever its case and fraction', () => {
    fc.assert(
      fc.property(
        validDate,
        fc.constantFrom('T', 't'),
        fc.constantFrom('Z', 'z'),
        fc.stringMatching(/^\d{0,12}$/),
        (date, t, z, digits) => {
          const whole = new Date(Math.floor(date.getTime() / 1_000) * 1_000)
          const text = whole.toISOString().slice(0, 19).replace('T', t) + (digits && `.${digits}`) + z
          expect(parseRfc3339(text)).toBe(whole.getTime() + Number(digits.slice(0, 3).padEnd(3, '0')))
        },
      ),
    )
  })

  test('may have an offset', () => {
    expect(parseRfc3339('2026-01-01T00:00:00+05:30')).toBe(Date.parse('2025-12-31T18:30:00Z'))
    expect(parseRfc3339('2026-01-01T00:00:00-00:00')).toBe(Date.parse('2026-01-01T00:00:00Z'))
    expect(parseRfc3339('2026-01-01T00:00:00-23:59')).toBe(Date.parse('2026-01-01T23:59:00Z'))
  })

  test('of a leap second is the second before', () => {
    expect(parseRfc3339('2016-12-31T23:59:60Z')).toBe(Date.parse('2016-12-31T23:59:59Z'))
  })

  test.each([
    '',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:61Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00,5Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+00:60',
    '2026-01-01T00:00:00+0000',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
    '+002026-01-01T00:00:00Z',
    '1767225600',
    'Thu, 01 Jan 2026 00:00:00 GMT',
  ])('is nothing else: %j', (text) => {
    expect(parseRfc3339(text)).toBeUndefined()
  })
})

describe('an HTTP date', () => {
  test('is read in the one form that senders must use', () => {
    fc.assert(
      fc.property(validDate, (date) => {
        const whole = Math.floor(date.getTime() / 1_000) * 1_000
        fc.pre(date.getUTCFullYear() >= 1_000)
        expect(parseHttpDate(new Date(whole).toUTCString())).toBe(whole)
      }),
    )
  })

  test.each([
    null,
    '',
    '0',
    '2026-01-01T00:00:00Z',
    'Mon, 01 Jan 2026 00:00:00 GMT',
    'Thu, 01 Jan 2026 00:00:00 UTC',
    'Thursday, 01-Jan-26 00:00:00 GMT',
  ])('is nothing else: %j', (text) => {
    expect(parseHttpDate(text)).toBeUndefined()
  })
})

describe('Retry-After', () => {
  const nowMs = Date.parse('2026-01-01T00:00:00Z')
  const parse = (retryAfter: string, date?: string) =>
    parseRetryAfter(new Headers({ 'retry-after': retryAfter, ...(date && { date }) }), nowMs)

  test('is seconds', () => {
    expect(parse('0')).toBe(0)
    expect(parse('120')).toBe(120_000)
  })

  test('is a date, measured against the answer’s own Date when there is one', () => {
    expect(parse('Thu, 01 Jan 2026 00:00:30 GMT')).toBe(30_000)
    expect(parse('Thu, 01 Jan 2026 00:00:30 GMT', 'Thu, 01 Jan 2026 00:00:10 GMT')).toBe(20_000)
    expect(parse('Wed, 31 Dec 2025 00:00:00 GMT')).toBe(0)
  })

  test('stays a number however many digits it has', () => {
    expect(parse('9'.repeat(400))).toBe(Number.MAX_SAFE_INTEGER)
  })

  test.each(['-1', '1.5', '+1', '1e3', '0x10', 'soon', '2026-01-01T00:00:30Z'])(
    'is nothing else: %s',
    (text) => {
      expect(parse(text)).toBeUndefined()
    },
  )

  test('is nothing when it is not there', () => {
    expect(parseRetryAfter(new Headers(), nowMs)).toBeUndefined()
  })
})
