import { realpath } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'

import { rolldown } from 'rolldown'

export interface BundleTarget {
  format: 'esm' | 'iife'
  /** The conditions that select a package's entry point. */
  conditions: string[]
}

/**
 * Bundles a module with everything that it imports into one script.
 *
 * @param entry - The module's path in the folder.
 * @throws Error when a module is outside the folder: the test would not be of the installed packages.
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
  const outside = chunk.moduleIds.filter((id) => isAbsolute(id) && relative(root, id).startsWith('..'))
  if (outside.length > 0) throw new Error(`Not in ${root}: ${outside.join(', ')}`)
  return chunk.code
}
