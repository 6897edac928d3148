import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { type Block, readBlocks, readPythonTable } from '../../src/blocks.ts'

/** An example of a guide. Its name as a file is that of the guide with the line where its code begins. */
export interface Example extends Block {
  file: string
}

const folder = join(import.meta.dirname, '../../guides')

/** All examples of all guides. */
export async function readExamples(): Promise<Example[]> {
  const guides = (await readdir(folder)).filter((name) => name.endsWith('.md'))
  return (await Promise.all(guides.map(readGuide))).flat()
}

async function readGuide(guide: string): Promise<Example[]> {
  const markdown = await readFile(join(folder, guide), 'utf8')
  const blocks = [...readBlocks(markdown), ...readPythonTable(markdown)]
  return blocks.map((block) => ({ ...block, file: guide.replace(/md$/, `${block.line}.${block.language}`) }))
}
