import type { CaseResult, ConformanceReport } from './report.ts'

/** The report as JUnit XML for CI systems: a test suite for each operation, a test for each case. */
export function toJUnit({ baseUrl, profile, results, skipped }: ConformanceReport): string {
  const suites = [...new Set(results.map(({ operationId }) => operationId))].map((name) => {
    const ofOperation = results.filter(({ operationId }) => operationId === name)
    return toElement('testsuite', { name, ...toCounts(ofOperation) }, ofOperation.map(toTestCase))
  })
  const ofSkipped = skipped.map((name) =>
    toElement('testcase', { classname: 'skipped', name }, ['<skipped/>']),
  )
  const counts = { tests: skipped.length, skipped: skipped.length }
  if (skipped.length > 0) suites.push(toElement('testsuite', { name: 'skipped', ...counts }, ofSkipped))
  const facts = { ...toCounts(results), ...counts, tests: results.length + skipped.length }
  const name = `conformance of ${baseUrl} (${profile})`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${toElement('testsuites', { name, ...facts }, suites)}\n`
}

function toCounts(results: readonly CaseResult[]): Record<string, string | number> {
  const failures = results.filter((result) => result.failures.length > 0).length
  return {
    tests: results.length,
    failures,
    time: toSeconds(results.reduce((sum, one) => sum + one.durationMs, 0)),
  }
}

function toTestCase({ id, operationId, durationMs, failures, toCurl }: CaseResult): string {
  const [message = ''] = failures
  const failure = toElement('failure', { message }, [escape([...failures, toCurl()].join('\n'))])
  const facts = { classname: operationId, name: id, time: toSeconds(durationMs) }
  return toElement('testcase', facts, failures.length === 0 ? [] : [failure])
}

const toSeconds = (ms: number): string => (ms / 1_000).toFixed(3)

function toElement(
  name: string,
  facts: Readonly<Record<string, string | number>>,
  children: string[],
): string {
  const attributes = Object.entries(facts).map(([key, value]) => ` ${key}="${escape(String(value))}"`)
  return `<${name}${attributes.join('')}>${children.join('')}</${name}>`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Escapes text for XML 1.0. Characters that XML cannot contain become JSON escapes. */
function escape(text: string): string {
  return text
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/[&<>"]/g, (char) => ENTITIES[char]!)
    .replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, (char) => {
      const code = char.charCodeAt(0)
      return '\t\n\r'.includes(char) ? `&#${code};` : String.raw`\u${code.toString(16).padStart(4, '0')}`
    })
}
