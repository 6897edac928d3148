import type { CaseResult, ConformanceReport } from './report.ts'

/** The report as JUnit XML, which CI systems show: one test suite for each operation, one test for each case. */
export function toJUnit({ baseUrl, profile, results, leftOut }: ConformanceReport): string {
  const names = [...new Set(results.map(({ operationId }) => operationId))]
  const failures = results.filter((result) => result.failures.length > 0).length
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `conformance of ${baseUrl} (${profile})`, tests: results.length + leftOut.length, failures, skipped: leftOut.length, time: seconds(results) })}>`,
    ...names.map((name) =>
      toSuite(
        name,
        results.filter(({ operationId }) => operationId === name),
      ),
    ),
    ...(leftOut.length === 0 ? [] : [toLeftOut(leftOut)]),
    '</testsuites>',
    '',
  ].join('\n')
}

function toSuite(name: string, cases: readonly CaseResult[]): string {
  const failures = cases.filter((one) => one.failures.length > 0).length
  const head = attributes({
    name,
    tests: cases.length,
    failures,
    errors: 0,
    skipped: 0,
    time: seconds(cases),
  })
  return [`  <testsuite${head}>`, ...cases.map(toCase), '  </testsuite>'].join('\n')
}

function toCase({ id, operationId, durationMs, failures, toCurl }: CaseResult): string {
  const head = `    <testcase${attributes({ classname: operationId, name: id, time: seconds([{ durationMs }]) })}`
  if (failures.length === 0) return `${head}/>`
  const [message = ''] = failures
  return `${head}>\n      <failure${attributes({ message })}>${escape([...failures, toCurl()].join('\n'))}</failure>\n    </testcase>`
}

function toLeftOut(lines: readonly string[]): string {
  const head = attributes({
    name: 'left out',
    tests: lines.length,
    failures: 0,
    errors: 0,
    skipped: lines.length,
    time: 0,
  })
  const cases = lines.map(
    (line) =>
      `    <testcase${attributes({ classname: 'left out', name: line, time: 0 })}><skipped/></testcase>`,
  )
  return [`  <testsuite${head}>`, ...cases, '  </testsuite>'].join('\n')
}

function seconds(cases: readonly Pick<CaseResult, 'durationMs'>[]): string {
  return (cases.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000).toFixed(3)
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escape(String(value))}"`)
    .join('')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Characters that XML 1.0 cannot hold, or that nobody sees. */
const unfit = /[\p{Cc}\uFFFE\uFFFF]/gu

/** Text for XML 1.0, attributes included. Characters that it cannot hold are written as in JSON. */
function escape(text: string): string {
  return text
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/[&<>"]/g, (char) => ENTITIES[char]!)
    .replaceAll(unfit, (char) => {
      const code = char.charCodeAt(0)
      return '\t\n\r'.includes(char) ? `&#${code};` : String.raw`\u${code.toString(16).padStart(4, '0')}`
    })
}
