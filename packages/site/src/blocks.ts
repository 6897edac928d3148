/** A fenced block of a Markdown file. */
export interface Block {
  language: string
  /** What follows the language on the fence, by name: `exit=2` is `{ exit: '2' }`, `norun` is `{ norun: '' }`. */
  flags: Readonly<Record<string, string>>
  code: string
  /** The line of its first line of code, from 1. */
  line: number
  /** What it prints: the block of plain text that follows at once. */
  output: string | undefined
}

/** The fenced blocks, in their order; one that is the output of another is part of that one. */
export function readBlocks(markdown: string): Block[] {
  const blocks: Block[] = []
  let end = -1
  for (const match of markdown.matchAll(/^```(\w+)(.*)\n([^]*?)^```$/gm)) {
    const [fence, language = '', info = '', code = ''] = match
    const last = blocks.at(-1)
    if (language === 'text' && last && markdown.slice(end, match.index).trim() === '') last.output = code
    else {
      const line = markdown.slice(0, match.index).split('\n').length + 1
      blocks.push({ language, flags: toFlags(info), code, line, output: undefined })
    }
    end = match.index + fence.length
  }
  return blocks
}

/**
 * The second column of the tables that set Python beside TypeScript, as one program.
 *
 * @returns None when there is no such table.
 */
export function readPythonTable(markdown: string): Block[] {
  const lines = markdown.split('\n')
  const head = lines.findIndex((line) => /^\| Python +\| TypeScript +\|/.test(line))
  if (head === -1) return []
  const rows = lines.slice(head + 2, lines.indexOf('', head))
  const code = rows.map((row) => /`([^`]+)` +\|$/.exec(row)?.[1] ?? '').join('\n')
  return [{ language: 'ts', flags: {}, code: `${code}\n`, line: head + 3, output: undefined }]
}

function toFlags(info: string): Record<string, string> {
  const words = info.trim().split(/\s+/).filter(Boolean)
  return Object.fromEntries(
    words.map((word) => [word.split('=')[0]!, word.includes('=') ? word.split('=')[1]! : '']),
  )
}
