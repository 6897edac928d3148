import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { type Published, tarballOf } from './tarballs.ts'

/** What a tarball holds, in a folder of its own. */
export interface Unpacked extends AsyncDisposable {
  readonly folder: string
}

/** Unpacks what is published of a package; it is removed at the end. */
export async function unpack(name: Published): Promise<Unpacked> {
  const parent = await mkdtemp(join(tmpdir(), 'unpacked-'))
  // The name by itself: some `tar` take what stands before a colon, as in C:\, for another computer.
  await promisify(execFile)('tar', ['-xzf', tarballOf(name)], { cwd: parent })
  return {
    folder: join(parent, 'package'),
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true }),
  }
}
