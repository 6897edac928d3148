import type { ConformanceReport, Finding } from './report.ts'

/** The report for people. Shows no credential. */
export function toText(report: ConformanceReport): string {
  const { baseUrl, profile, seed, results, findings, drift, leftOut } = report
  const head = `Conformance of ${baseUrl} (${profile}, seed ${seed}): ${count(results.length, 'case')}, ${count(findings.length, 'finding')}, ${count(drift.length, 'line')} of drift`
  return [
    head,
    ...section('Findings', findings.map(toBlock)),
    ...section('Drift: other than described, and no failure', drift.map(toBlock)),
    ...section(
      'Left out',
      leftOut.map((line) => `  ${line}`),
    ),
    '',
  ].join('\n')
}

function section(title: string, blocks: readonly string[]): string[] {
  return blocks.length === 0 ? [] : ['', title, ...blocks]
}

function toBlock({ check, message, certainty, cases, curl }: Finding): string {
  const [first, ...others] = cases
  const more = others.length > 0 ? ` and ${count(others.length, 'other')}` : ''
  const sure = certainty === 'assumed' ? ', assumed' : ''
  return `  [${check}${sure}] ${message}\n    case ${first}${more}\n    ${curl}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
