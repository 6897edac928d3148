import { expect, test } from 'vitest'

import { countCodePoints } from '../src/contract/validation/count-code-points.ts'
import { isDateTime } from '../src/contract/validation/formats.ts'

test.each([
  '2026-06-01T12:00:00Z',
  '2026-06-01t12:00:00.123456789z',
  '2026-06-01T12:00:00+14:00',
  '2026-06-01T12:00:00-00:00',
  '2024-02-29T23:59:60Z',
])('a text is a date-time: %s', (text) => {
  expect(isDateTime(text)).toBe(true)
})

test.each([
  '2026-06-01 12:00:00Z',
  '2026-06-01T12:00:00',
  '2026-06-01T12:00Z',
  '2026-06-01T12:00:00.Z',
  '2026-06-01T12:00:00+1400',
  '2026-06-01T12:00:00+24:00',
  '2026-06-01T12:00:00+14:60',
  '2026-02-29T12:00:00Z',
  '2026-00-01T12:00:00Z',
  '2026-13-01T12:00:00Z',
  '2026-06-00T12:00:00Z',
  '2026-06-01T24:00:00Z',
  '2026-06-01T12:60:00Z',
  '2026-06-01T12:00:61Z',
  ' 2026-06-01T12:00:00Z',
  '12026-06-01T12:00:00Z',
  '',
])('a text is not a date-time: %s', (text) => {
  expect(isDateTime(text)).toBe(false)
})

test('a length is counted in characters, not in UTF-16 units', () => {
  expect(countCodePoints('a😀')).toBe(2)
})
