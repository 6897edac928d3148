import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Finding } from '../suite/law.ts'

/** What was found in one runtime. */
export interface Column {
  /** The name of the runtime. */
  name: string
  /** By their titles, whether the laws hold that apply to it. */
  laws: Record<string, boolean>
}

/** Sums up what was found. */
export function toColumn(name: string, findings: readonly Finding[]): Column {
  return {
    name,
    laws: Object.fromEntries(findings.map(({ title, problem }) => [title, problem === undefined])),
  }
}

/** Leaves a column for whoever draws the table: the runtimes are tried in processes of their own. */
export async function leaveColumn(folder: string, column: Column): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${column.name}.json`), JSON.stringify(column))
}

/** The columns that were left there, in the order of these names. */
export async function collectColumns(folder: string, names: readonly string[]): Promise<Column[]> {
  const files = await readdir(folder)
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  const columns = texts.map((text) => JSON.parse(text) as Column)
  return columns.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
}
