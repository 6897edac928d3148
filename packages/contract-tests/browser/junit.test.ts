import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { toJUnit } from '../src/report/junit.ts'
import type { CaseResult } from '../src/report/report.ts'

/** Parses the JUnit report in which every text is this one. Browsers have an XML parser, Node does not. */
function parse(text: string): Document {
  const ofCase = { operationId: text, status: 200, durationMs: 1 }
  const passed: CaseResult = { ...ofCase, id: 'passed', failures: [], toCurl: () => '' }
  const failed: CaseResult = { ...ofCase, id: text, failures: [text, text], toCurl: () => text }
  const facts = { profile: 'mock', seed: 1, ok: false, findings: [], drift: [], seen: [] } as const
  const xml = toJUnit({ ...facts, baseUrl: text, results: [failed, passed], skipped: [text] })
  return new DOMParser().parseFromString(xml, 'application/xml')
}

test('toJUnit returns well-formed XML for any text', () => {
  const special = fc.constantFrom('<', '&', ']]>', '"', "'", '\u0000', '\uD800', '\uFFFE', '\r', 'a')
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: special }))
  const property = fc.property(text, (one) => {
    const document = parse(one)
    expect(document.querySelector('parsererror')).toBeNull()
    expect(document.querySelectorAll('testcase')).toHaveLength(3)
  })
  fc.assert(property, { numRuns: 100, seed: 1 })
})

test('toJUnit keeps every character that XML can contain', () => {
  const text = `<a href="x">'&amp;' 世界 👩‍🔬\tb\nc</a>`
  const document = parse(text)
  expect(document.querySelector('testcase')?.getAttribute('name')).toBe(text)
  expect(document.querySelector('failure')?.textContent).toBe([text, text, text].join('\n'))
  expect(document.querySelector('testsuites')?.getAttribute('tests')).toBe('3')
  expect(document.querySelectorAll('skipped')).toHaveLength(1)
})
