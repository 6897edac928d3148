import type { Stats } from 'node:fs'
import { lstat, mkdir } from 'node:fs/promises'

const GROUP_OR_OTHERS_MAY_WRITE = 0o022

/**
 * Creates a folder that only its owner can use (mode 0700), or checks one that exists.
 *
 * @throws Error with code `ERR_QCI_AUTH_UNSAFE_FOLDER` when it is not a folder, is a symbolic link, or another user
 *   owns it or can write to it: such a user could replace its files. Windows has no such modes; the access rights of
 *   the parent folder apply there.
 */
export async function checkFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const folder = await lstat(path)
  const problem = findProblem(folder)
  if (problem) {
    throw Object.assign(new Error(`${path} ${problem}`), { code: 'ERR_QCI_AUTH_UNSAFE_FOLDER' })
  }
}

function findProblem(folder: Stats): string | undefined {
  const ownUid = process.getuid?.()
  if (!folder.isDirectory()) return 'is a symbolic link or not a folder'
  if (ownUid === undefined) return undefined
  if (folder.uid !== ownUid) return `belongs to another user (uid ${folder.uid})`
  if (folder.mode & GROUP_OR_OTHERS_MAY_WRITE) return 'can be written by other users. Run "chmod 700" on it'
  return undefined
}
