import { readFile } from 'node:fs/promises'

/** A fenced block of a README or a guide. */
export interface Block {
  language: string
  /** What follows the language on the fence, by name: `exit=2` is `{ exit: '2' }`, `norun` is `{ norun: '' }`. */
  flags: Readonly<Record<string, string>>
  /** The file name in its first line, a comment. */
  file: string | undefined
  code: string
  /** The line of the document where its code begins, from 1. */
  line: number
  /** Its expected output: the block of plain text right after it. */
  output: string | undefined
}

/**
 * The fenced blocks of a document, in their order; one that is the output of another is part of that one.
 *
 * @param file - The document; default: this package's README.
 */
export async function readBlocks(
  file: URL = new URL('../../auth-mock/README.md', import.meta.url),
): Promise<Block[]> {
  const markdown = await readFile(file, 'utf8')
  const blocks: Block[] = []
  let end = 0
  for (const match of markdown.matchAll(/^```(\w+)(.*)\n([^]*?)^```$/gm)) {
    const [fence, language = '', info = '', code = ''] = match
    const last = blocks.at(-1)
    if (language === 'text' && last && markdown.slice(end, match.index).trim() === '') last.output = code
    else {
      blocks.push({
        language,
        flags: toFlags(info),
        file: /^\/\/ (\S+\.ts)$/m.exec(code.split('\n')[0]!)?.[1],
        code,
        line: markdown.slice(0, match.index).split('\n').length + 1,
        output: undefined,
      })
    }
    end = match.index + fence.length
  }
  return blocks
}

function toFlags(info: string): Record<string, string> {
  const words = info.split(' ').filter(Boolean)
  return Object.fromEntries(
    words.map((word) => word.split('=')).map(([name = '', value = '']) => [name, value]),
  )
}
