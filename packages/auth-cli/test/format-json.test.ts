import { assert, json, property } from 'fast-check'
import { expect, test } from 'vitest'

import { formatJson } from '../src/api/format-json.ts'

const plain = (_format: unknown, text: string) => text

test('formatJson formats as JSON.stringify does', () => {
  assert(
    property(json(), (text) => {
      const value: unknown = JSON.parse(text)
      // Spaces, so that nothing but the layout may differ.
      expect(JSON.parse(formatJson(text, plain)!)).toEqual(value)
      expect(formatJson(text, plain)!.split('\n')).toHaveLength(
        JSON.stringify(value, undefined, 2).split('\n').length + 1,
      )
    }),
  )
})

test.each(['12345678901234567890', '1.0', '1e400', '-0', '"\\u0041\\/"', '{"a":1,"a":2}'])(
  'formatJson changes no value: %s',
  (text) => expect(formatJson(text, plain)!.replaceAll(/\s/g, '')).toBe(text),
)

test('formatJson writes characters that control terminals as JSON escapes', () => {
  expect(formatJson('"\u009B2J\u202E"', plain)).toBe('"\\u009b2J\\u202e"\n')
})

test.each(['', '{', 'fine', '{"a":1} x'])('formatJson does not format text that is not JSON: %s', (text) =>
  expect(formatJson(text, plain)).toBeUndefined(),
)
