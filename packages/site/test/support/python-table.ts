import type { Block } from '@qci-client/test-support/readme'

/**
 * The table that sets Python beside TypeScript, as two programs: a row is a line of each.
 *
 * @returns None when there is no such table.
 */
export function readPythonTable(markdown: string): Omit<Block, 'file'>[] {
  const lines = markdown.split('\n')
  const head = lines.findIndex((line) => /^\| Python +\| TypeScript +\|/.test(line))
  if (head === -1) return []
  const rows = lines
    .slice(head + 2, lines.indexOf('', head))
    .map((row) => row.match(/(?<=`)[^`|]+(?=` +\|)/g))
  return ['python', 'ts'].map((language, column) => ({
    language,
    flags: {},
    code: rows.map((cells) => cells?.[column] ?? '').join(';\n'),
    line: head + 3,
    output: undefined,
  }))
}
