import { realpath } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'

import { rolldown } from 'rolldown'

/** What a bundle is for. */
export interface BundleTarget {
  format: 'esm' | 'iife'
  /** The conditions of `exports` by which packages are found there. */
  conditions: string[]
}

/**
 * Makes one script of a module and all that it imports.
 *
 * @param entry - In the folder, with a slash between.
 * @throws Error when anything in it comes from elsewhere: then it would not be the installed packages that are tried.
 */
export async function bundle(folder: string, entry: string, target: BundleTarget): Promise<string> {
  const root = await realpath(folder)
  await using build = await rolldown({
    input: join(root, entry),
    cwd: root,
    platform: 'neutral',
    resolve: { conditionNames: [...target.conditions, 'import', 'default'] },
  })
  const { output } = await build.generate({ format: target.format, codeSplitting: false })
  const [chunk] = output
  const strange = chunk.moduleIds.filter((id) => isAbsolute(id) && relative(root, id).startsWith('..'))
  if (strange.length > 0) throw new Error(`Not from ${root}: ${strange.join(', ')}`)
  return chunk.code
}
