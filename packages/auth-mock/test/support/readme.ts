import { readFile } from 'node:fs/promises'

/** A fenced block of the README. */
export interface Block {
  language: string
  /** What its first line, a comment, calls the file. */
  file: string | undefined
  code: string
}

/**
 * The fenced blocks of a README, in their order.
 *
 * @param file - This package's own, unless another is given.
 */
export async function readBlocks(file: URL = new URL('../../README.md', import.meta.url)): Promise<Block[]> {
  const readme = await readFile(file, 'utf8')
  return Array.from(readme.matchAll(/^```(\w+)\n(.*?)^```$/gms), ([, language = '', code = '']) => ({
    language,
    file: /^\/\/ (\S+\.ts)$/m.exec(code.split('\n')[0]!)?.[1],
    code,
  }))
}
