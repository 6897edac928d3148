import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that is removed at the end of the block. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string
  /** Writes a file and returns its path. */
  write(name: string, content: string | Uint8Array): Promise<string>
}

/** Creates a temporary folder. */
export async function makeFolder(): Promise<TemporaryFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'qci-auth '))
  return {
    path: folder,
    async write(name, content) {
      await writeFile(join(folder, name), content)
      return join(folder, name)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
