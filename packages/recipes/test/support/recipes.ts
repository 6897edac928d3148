import { readdir, readFile } from 'node:fs/promises'

import { readBlocks } from '@qci-client/test-support/readme'

/** A file that a recipe shows. */
export interface RecipeFile {
  /** The name of the recipe's page, without its ending. */
  recipe: string
  /** What the block's first line, a comment, calls the file. */
  name: string
  language: string
  flags: Readonly<Record<string, string>>
  code: string
  /** What the file prints when it is run. */
  output: string | undefined
}

/** The pages with recipes. */
export const RECIPES = new URL('../../../site/guides/recipes/', import.meta.url)

/** Reads the blocks of all recipes that have the name of a file. */
export async function readRecipes(): Promise<RecipeFile[]> {
  const pages = (await readdir(RECIPES)).filter((name) => name.endsWith('.md'))
  return (await Promise.all(pages.map(readRecipe))).flat()
}

async function readRecipe(page: string): Promise<RecipeFile[]> {
  const blocks = await readBlocks(new URL(page, RECIPES))
  return blocks.flatMap(({ language, flags, code, output }) => {
    const [firstLine = '', ...rest] = code.split('\n')
    const name = /^(?:\/\/|#) ([\w./-]+\.\w+)$/.exec(firstLine)?.[1]
    if (name === undefined) return []
    // JSON has no comments.
    return [
      {
        recipe: page.slice(0, -3),
        name,
        language,
        flags,
        code: language === 'json' ? rest.join('\n') : code,
        output,
      },
    ]
  })
}

/** The text of a recipe's page. */
export function readPage(recipe: string): Promise<string> {
  return readFile(new URL(`${recipe}.md`, RECIPES), 'utf8')
}

/** The code of a file of a recipe. */
export function findCode(files: readonly RecipeFile[], recipe: string, name: string): string {
  const found = files.find((file) => file.recipe === recipe && file.name === name)
  if (!found) throw new Error(`${recipe}.md has no file ${name}`)
  return found.code
}
