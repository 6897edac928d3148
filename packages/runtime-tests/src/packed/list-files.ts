import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** All files in a folder and below, with slashes between. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
}

/** How many bytes they hold together. */
export async function countBytes(folder: string): Promise<number> {
  const sizes = (await listFiles(folder)).map(async (file) => (await stat(join(folder, file))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
