import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { parseHttpDate, parseServerTime } from '../src/http/http-date.ts'
import { parseRetryAfter } from '../src/http/retry-after.ts'
import { parseRfc3339 } from '../src/token/rfc3339.ts'

const validDate = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})

describe('an RFC 3339 date-time', () => {
  test('an RFC 3339 date-time is read as its instant, whatever its case and fraction', () => {
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

  test('an RFC 3339 date-time may have an offset', () => {
    expect(parseRfc3339('2026-01-01T00:00:00+05:30')).toBe(Date.parse('2025-12-31T18:30:00Z'))
    expect(parseRfc3339('2026-01-01T00:00:00-00:00')).toBe(Date.parse('2026-01-01T00:00:00Z'))
    expect(parseRfc3339('2026-01-01T00:00:00-23:59')).toBe(Date.parse('2026-01-01T23:59:00Z'))
  })

  test('an RFC 3339 date-time of a leap second is the second before', () => {
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
  ])('a text that is no RFC 3339 date-time is rejected: %j', (text) => {
    expect(parseRfc3339(text)).toBeUndefined()
  })
})

describe('an HTTP date', () => {
  const nowMs = Date.parse('2026-06-01T00:00:00Z')
  const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
  const pad = (value: number) => String(value).padStart(2, '0')
  const toRfc850 = (date: Date) =>
    `${DAYS[date.getUTCDay()]}, ${pad(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-` +
    `${pad(date.getUTCFullYear() % 100)} ${date.toISOString().slice(11, 19)} GMT`
  const toAsctime = (date: Date) =>
    `${DAYS[date.getUTCDay()]!.slice(0, 3)} ${MONTHS[date.getUTCMonth()]} ` +
    `${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)} ${date.getUTCFullYear()}`

  test('an HTTP date is parsed in the form IMF-fixdate', () => {
    fc.assert(
      fc.property(validDate, (date) => {
        const whole = Math.floor(date.getTime() / 1_000) * 1_000
        fc.pre(date.getUTCFullYear() >= 1_000)
        expect(parseHttpDate(new Date(whole).toUTCString(), nowMs)).toBe(whole)
      }),
    )
  })

  test('an HTTP date is parsed in the form of asctime', () => {
    expect(parseHttpDate('Sun Nov  6 08:49:37 1994', nowMs)).toBe(Date.parse('1994-11-06T08:49:37Z'))
    fc.assert(
      fc.property(validDate, (date) => {
        const whole = Math.floor(date.getTime() / 1_000) * 1_000
        fc.pre(date.getUTCFullYear() >= 1_000)
        expect(parseHttpDate(toAsctime(date), nowMs)).toBe(whole)
      }),
    )
  })

  test('an HTTP date is parsed in the form of RFC 850, with the latest century that is at most 50 years ahead', () => {
    expect(parseHttpDate('Sunday, 06-Nov-94 08:49:37 GMT', nowMs)).toBe(Date.parse('1994-11-06T08:49:37Z'))
    const min = new Date('1976-06-01T00:00:01Z')
    const max = new Date('2076-06-01T00:00:00Z')
    fc.assert(
      fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
        const whole = Math.floor(date.getTime() / 1_000) * 1_000
        expect(parseHttpDate(toRfc850(new Date(whole)), nowMs)).toBe(whole)
      }),
    )
  })

  test.each([
    '1970-01-01',
    '1999-12-31',
    '2026-11-25',
    '2049-12-31',
    '2050-01-01',
    '2099-12-31',
    '2100-01-01',
  ])(
    'an HTTP date in the form of RFC 850 is parsed as the present when the local clock shows %s, but 2020 at least',
    (day) => {
      const localMs = Date.parse(`${day}T12:00:00Z`)
      const whole = Math.max(localMs, Date.parse('2026-11-25T12:00:00Z'))
      expect(parseHttpDate(toRfc850(new Date(whole)), localMs)).toBe(whole)
    },
  )

  test('an HTTP date of a leap second is the second before', () => {
    const leapMs = Date.parse('2016-12-31T23:59:59Z')
    expect(parseHttpDate('Sat, 31 Dec 2016 23:59:60 GMT', nowMs)).toBe(leapMs)
    expect(parseHttpDate('Saturday, 31-Dec-16 23:59:60 GMT', nowMs)).toBe(leapMs)
    expect(parseHttpDate('Sat Dec 31 23:59:60 2016', nowMs)).toBe(leapMs)
  })

  test.each([
    '',
    '0',
    '2026-01-01T00:00:00Z',
    'Mon, 01 Jan 2026 00:00:00 GMT',
    'Monday, 01-Jan-26 00:00:00 GMT',
    'Mon Jan  1 00:00:00 2026',
    'Thu, 01 Jan 2026 00:00:00 UTC',
    'Thu, 01 Jan 2026 24:00:00 GMT',
    'Thu, 01 Jan 2026 00:00:61 GMT',
    'Thu, 1 Jan 2026 00:00:00 GMT',
    'Thursday, 01 Jan 2026 00:00:00 GMT',
    'Thursday, 01-Jan-2026 00:00:00 GMT',
    'Thu, 01-Jan-26 00:00:00 GMT',
    'Thu Jan 1 00:00:00 2026',
    'Thu Jan  1 00:00:00 2026 GMT',
    'Mon, 30 Feb 2026 00:00:00 GMT',
    ' Thu, 01 Jan 2026 00:00:00 GMT',
  ])('a text that is no HTTP date is rejected: %j', (text) => {
    expect(parseHttpDate(text, nowMs)).toBeUndefined()
  })
})

describe('the server time of a response', () => {
  const DATE = 'Thu, 01 Jan 2026 00:00:00 GMT'
  const dateMs = Date.parse('2026-01-01T00:00:00Z')
  const parse = (date: string, age?: string) =>
    parseServerTime(new Headers({ date, ...(age !== undefined && { age }) }), dateMs)

  test.each<[string, number]>([
    ['0', 0],
    ['5', 5_000],
    ['3600', 3_600_000],
    ['7, 9', 7_000],
  ])('the server time of a response is its Date plus an Age of %s', (age, addedMs) => {
    expect(parse(DATE, age)).toBe(dateMs + addedMs)
  })

  test.each(['', '-1', '1.5', '+1', 'x', '1e3'])(
    'the server time of a response is its Date alone with an invalid Age: %j',
    (age) => {
      expect(parse(DATE, age)).toBe(dateMs)
    },
  )

  test.each([
    `${DATE}, ${DATE}`,
    `${DATE},${DATE} , ${DATE}`,
    `${DATE}, Thursday, 01-Jan-26 00:00:00 GMT`,
    `Thu Jan  1 00:00:00 2026, ${DATE}`,
    `Thursday, 01-Jan-26 00:00:00 GMT, Thursday, 01-Jan-26 00:00:00 GMT`,
  ])('the server time of a response is the time of several Date headers that agree: %s', (date) => {
    expect(parse(date)).toBe(dateMs)
  })

  test.each([
    `${DATE}, Thu, 01 Jan 2026 00:00:01 GMT`,
    `${DATE}, yesterday`,
    `yesterday, ${DATE}`,
    'Tue, 31 Dec 2019 23:59:59 GMT',
    'yesterday',
    '',
  ])('the server time of a response is unknown: %s', (date) => {
    expect(parse(date, '5')).toBeUndefined()
  })
})

describe('Retry-After', () => {
  const nowMs = Date.parse('2026-01-01T00:00:00Z')
  const parse = (retryAfter: string, date?: string) =>
    parseRetryAfter(new Headers({ 'retry-after': retryAfter, ...(date && { date }) }), nowMs)

  test('Retry-After is seconds', () => {
    expect(parse('0')).toBe(0)
    expect(parse('120')).toBe(120_000)
  })

  test('Retry-After is a date, compared with the response’s own Date and Age when there is one', () => {
    expect(parse('Thu, 01 Jan 2026 00:00:30 GMT')).toBe(30_000)
    expect(parse('Thu, 01 Jan 2026 00:00:30 GMT', 'Thu, 01 Jan 2026 00:00:10 GMT')).toBe(20_000)
    expect(parse('Thursday, 01-Jan-26 00:00:30 GMT', 'Thu Jan  1 00:00:10 2026')).toBe(20_000)
    expect(parse('Wed, 31 Dec 2025 00:00:00 GMT')).toBe(0)
  })

  test('Retry-After stays a number however many digits it has', () => {
    expect(parse('9'.repeat(400))).toBe(Number.MAX_SAFE_INTEGER)
  })

  test.each(['-1', '1.5', '+1', '1e3', '0x10', 'soon', '2026-01-01T00:00:30Z'])(
    'an invalid Retry-After is ignored: %s',
    (text) => {
      expect(parse(text)).toBeUndefined()
    },
  )

  test('a missing Retry-After is undefined', () => {
    expect(parseRetryAfter(new Headers(), nowMs)).toBeUndefined()
  })
})
