import type { ConformanceReport, Finding } from './report.ts'

/** The report for people. Contains no credential. */
export function toText(report: ConformanceReport): string {
  const { baseUrl, profile, seed, results, findings, drift, skipped } = report
  const counts = `${count(results, 'case')}, ${count(findings, 'finding')}, ${count(drift, 'line')} of drift`
  const lines = skipped.map((line) => `  ${line}`)
  return [
    `Conformance of ${baseUrl} (${profile}, seed ${seed}): ${counts}`,
    ...toSection('Findings', findings.map(toBlock)),
    ...toSection('Drift (deviations that are no failures)', drift.map(toBlock)),
    ...toSection('Skipped', lines),
    '',
  ].join('\n')
}

function toSection(title: string, blocks: readonly string[]): string[] {
  return blocks.length === 0 ? [] : ['', title, ...blocks]
}

function toBlock({ check, message, certainty, cases, curl }: Finding): string {
  const [first, ...others] = cases
  const more = others.length > 0 ? ` and ${count(others, 'other')}` : ''
  const label = certainty === 'assumed' ? ', assumed' : ''
  return `  [${check}${label}] ${message}\n    case ${first}${more}\n    ${curl}`
}

function count({ length }: readonly unknown[], noun: string): string {
  return `${length} ${noun}${length === 1 ? '' : 's'}`
}
