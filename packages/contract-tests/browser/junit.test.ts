import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { toJUnit } from '../src/report/junit.ts'
import type { ConformanceReport } from '../src/report/report.ts'

/** A report in which each text is this one. */
const reportOf = (text: string): ConformanceReport => ({
  baseUrl: text,
  profile: 'mock',
  seed: 1,
  ok: false,
  findings: [],
  drift: [],
  results: [
    {
      id: text,
      operationId: text,
      status: 500,
      durationMs: 1_500,
      failures: [text, text],
      toCurl: () => text,
    },
    { id: 'fine', operationId: text, status: 200, durationMs: 1, failures: [], toCurl: () => '' },
  ],
  leftOut: [text],
  seen: [],
})

// A page has a parser of XML, Node has none.
const parse = (text: string): Document =>
  new DOMParser().parseFromString(toJUnit(reportOf(text)), 'application/xml')

test('the JUnit report is well-formed XML, whatever is in it', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({
          unit: fc.constantFrom('<', '&', ']]>', '"', "'", '\u0000', '\uD800', '\uFFFE', '\r', 'a'),
        }),
      ),
      (text) => {
        const document = parse(text)
        expect(document.querySelector('parsererror')).toBeNull()
        expect(document.querySelectorAll('testcase')).toHaveLength(3)
      },
    ),
    { numRuns: 100, seed: 1 },
  )
})

test('what XML can hold comes back as it was', () => {
  const text = `<a href="x">'&amp;' 世界 👩‍🔬\tb\nc</a>`
  const document = parse(text)
  expect(document.querySelector('testcase')?.getAttribute('name')).toBe(text)
  expect(document.querySelector('failure')?.textContent).toBe([text, text, text].join('\n'))
  expect(document.querySelector('testsuites')?.getAttribute('tests')).toBe('3')
  expect(document.querySelectorAll('skipped')).toHaveLength(1)
})
