import { readFile, writeFile } from 'node:fs/promises'

import type { Runtime, RuntimeResult } from './runtimes/runtime.ts'

const readme = new URL('../README.md', import.meta.url)
const TABLE = /(?<=<!-- #region table -->\n\n)\|[^]*?(?=\n\n)/

/** What the README's table says about a runtime; undefined when it has no such row. */
export async function readResult(name: string): Promise<string | undefined> {
  const [table = ''] = TABLE.exec(await readFile(readme, 'utf8')) ?? []
  const rows = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  return rows.find((cells) => cells[1] === name)?.[4]
}

/** Replaces the README's table. */
export async function writeTable(results: ReadonlyMap<Runtime, RuntimeResult>): Promise<void> {
  const rows = Array.from(results, ([{ name, howToRun }, result]) => [
    name,
    result.version,
    howToRun,
    formatResult(result),
  ])
  const header = ['Runtime', 'Version', 'Run by', 'Result']
  const lines = [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  await writeFile(readme, (await readFile(readme, 'utf8')).replace(TABLE, lines.join('\n')))
}

/** The result in words, such as "35 passed, 2 skipped". */
export function formatResult({ tests }: RuntimeResult): string {
  return (['passed', 'failed', 'skipped'] as const)
    .map((status) => [tests.filter((test) => test.status === status).length, status] as const)
    .filter(([count]) => count > 0)
    .map((words) => words.join(' '))
    .join(', ')
}
