import type { CaseResult, ConformanceReport } from './report.ts'

/** The report as JUnit XML for CI systems: a test suite for each operation, a test for each case. */
export function toJUnit({ baseUrl, profile, results, skipped }: ConformanceReport): string {
  const suites = [...new Set(results.map(({ operationId }) => operationId))].map((name) =>
    toSuite(
      name,
      results.filter(({ operationId }) => operationId === name),
    ),
  )
  const ofSkipped = skipped.map((name) =>
    toElement('testcase', { classname: 'skipped', name }, ['<skipped/>']),
  )
  if (skipped.length > 0) {
    suites.push(
      toElement('testsuite', { name: 'skipped', tests: skipped.length, skipped: skipped.length }, ofSkipped),
    )
  }
  const facts = {
    name: `conformance of ${baseUrl} (${profile})`,
    tests: results.length + skipped.length,
    failures: results.filter(({ failures }) => failures.length > 0).length,
    skipped: skipped.length,
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${toElement('testsuites', facts, suites)}\n`
}

function toSuite(name: string, results: readonly CaseResult[]): string {
  const failures = results.filter((result) => result.failures.length > 0).length
  const time = toSeconds(results.reduce((sum, { durationMs }) => sum + durationMs, 0))
  return toElement('testsuite', { name, tests: results.length, failures, time }, results.map(toTestCase))
}

function toTestCase({ id, operationId, durationMs, failures, toCurl }: CaseResult): string {
  const facts = { classname: operationId, name: id, time: toSeconds(durationMs) }
  const [message] = failures
  if (message === undefined) return toElement('testcase', facts, [])
  return toElement('testcase', facts, [
    toElement('failure', { message }, [escape([...failures, toCurl()].join('\n'))]),
  ])
}

function toSeconds(ms: number): string {
  return (ms / 1_000).toFixed(3)
}

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
