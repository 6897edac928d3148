import { escapeControls } from '../output/escape-controls.ts'
import { print, printJson } from '../output/stdout.ts'
import { createStyle } from '../output/style.ts'
import type { Result } from './run-steps.ts'

const MARKS = {
  passed: ['green', '✓'],
  warning: ['yellow', '!'],
  failed: ['red', '✗'],
  skipped: ['dim', '–'],
} as const

/** The column in which details begin. */
const INDENT = 29

/** Prints the outcome of a step: its mark, its duration, what was found. */
export async function printStep({ name, status, durationMs, detail }: Result): Promise<void> {
  const style = createStyle(process.stdout)
  const [color, mark] = MARKS[status]
  const time = durationMs === undefined ? '' : `${durationMs.toFixed(durationMs < 10 ? 1 : 0)} ms`
  const lines = escapeControls(detail).replaceAll('\n', `\n${' '.repeat(INDENT)}`)
  await print(
    `${style(color, mark)} ${style('dim', time.padStart(8))}  ${name.padEnd(INDENT - 12)} ${lines}\n`,
  )
}

/** Prints the conclusion, with the first thing to do. */
export async function printConclusion(results: readonly Result[]): Promise<void> {
  const worst = findWorst(results)
  if (!worst) return print('\nEverything works.\n')
  const style = createStyle(process.stdout)
  const title = worst.status === 'failed' ? 'Fix this first' : 'It works, with a warning'
  return print(
    `\n${style('bold', `${title}:`)} ${worst.name}\n  ${escapeControls(worst.advice ?? worst.detail)}\n`,
  )
}

/** Prints the whole diagnosis as JSON. */
export function printReport(about: object, results: readonly Result[]): Promise<void> {
  return printJson({
    ok: results.every(({ status }) => status !== 'failed'),
    firstThingToDo: findWorst(results)?.advice ?? null,
    ...about,
    steps: results.map(({ name, status, durationMs, detail, advice }) => ({
      name,
      status,
      ms: durationMs === undefined ? null : Number(durationMs.toFixed(1)),
      detail,
      advice: advice ?? null,
    })),
  })
}

/** The first step that failed, else the first with a warning. */
function findWorst(results: readonly Result[]): Result | undefined {
  return (
    results.find(({ status }) => status === 'failed') ?? results.find(({ status }) => status === 'warning')
  )
}
