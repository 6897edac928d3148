import { readdir, readFile } from 'node:fs/promises'

import { type Block, readBlocks } from '@qci-client/test-support/readme'
import { readPythonTable } from './python-table.ts'

/** An example of a guide. Its name as a file is that of the guide with the line where its code begins. */
export interface Example extends Pick<Block, 'language' | 'flags' | 'code' | 'output'> {
  file: string
}

const folder = new URL('../../guides/', import.meta.url)

/** All examples of all guides. */
export async function readExamples(): Promise<Example[]> {
  const guides = (await readdir(folder)).filter((name) => name.endsWith('.md'))
  return (await Promise.all(guides.map(readGuide))).flat()
}

async function readGuide(guide: string): Promise<Example[]> {
  const file = new URL(guide, folder)
  const blocks = [...(await readBlocks(file)), ...readPythonTable(await readFile(file, 'utf8'))]
  return blocks.map(({ line, language, ...block }) => {
    const extension = { python: 'py' }[language] ?? language
    return { ...block, language, file: guide.replace(/md$/, `${line}.${extension}`) }
  })
}
