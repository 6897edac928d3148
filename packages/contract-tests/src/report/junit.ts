import type { CaseResult, ConformanceReport } from './report.ts'

/** The report as JUnit XML for CI systems: a test suite for each operation, a test for each case. */
export function toJUnit({ baseUrl, profile, results, skipped }: ConformanceReport): string {
  const suites = [...new Set(results.map(({ operationId }) => operationId))].map((operation) => {
    const ofOperation = results.filter(({ operationId }) => operationId === operation)
    return toElement('testsuite', toFacts(operation, ofOperation), ofOperation.map(toTestCase))
  })
  const tests = skipped.map((name) => toElement('testcase', { classname: 'skipped', name }, ['<skipped/>']))
  if (skipped.length > 0) suites.push(toElement('testsuite', toFacts('skipped', [], skipped), tests))
  const root = toFacts(`conformance of ${baseUrl} (${profile})`, results, skipped)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${toElement('testsuites', root, suites)}\n`
}

type Facts = Readonly<Record<string, string | number>>

function toFacts(name: string, results: readonly CaseResult[], skipped: readonly string[] = []): Facts {
  const failures = results.filter((result) => result.failures.length > 0).length
  const time = toSeconds(results.reduce((sum, { durationMs }) => sum + durationMs, 0))
  return { name, tests: results.length + skipped.length, failures, skipped: skipped.length, time }
}

function toTestCase({ id, operationId, durationMs, failures, toCurl }: CaseResult): string {
  const [message = ''] = failures
  const failure = toElement('failure', { message }, [escape([...failures, toCurl()].join('\n'))])
  const facts = { classname: operationId, name: id, time: toSeconds(durationMs) }
  return toElement('testcase', facts, failures.length === 0 ? [] : [failure])
}

const toSeconds = (ms: number): string => (ms / 1_000).toFixed(3)

function toElement(name: string, facts: Facts, children: readonly string[]): string {
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
