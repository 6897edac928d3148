import { readFile, writeFile } from 'node:fs/promises'

import type { Column } from './column.ts'
import { readTable } from './table.ts'

const file = new URL('../../README.md', import.meta.url)
const region = /(<!-- #region table -->\n\n)[^]*(\n\n<!-- #endregion table -->)/

/** What the table in this package's README says of each of these runtimes. */
export async function readColumnsOfReadme(names: readonly string[]): Promise<Column[]> {
  return readTable(region.exec(await readFile(file, 'utf8'))?.[0] ?? '', names)
}

/** Replaces that table. */
export async function writeTableToReadme(table: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  await writeFile(
    file,
    text.replace(region, (_, before: string, after: string) => before + table + after),
  )
}
