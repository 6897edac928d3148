import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

/** The exit status and the output of a program. */
export interface Run {
  code: number
  stdout: string
  stderr: string
}

/** A temporary folder outside the workspace in which a user's programs run. */
export interface UserFolder extends AsyncDisposable {
  readonly folder: string
  write(file: string, text: string): Promise<void>
  /** Runs a program there, with the Node that runs the tests first in its path. */
  run(command: string, args: readonly string[], env?: Record<string, string>): Promise<Run>
  /** Runs the command line tool of an installed package. */
  runTool(
    packageName: string,
    bin: string,
    args: readonly string[],
    env?: Record<string, string>,
  ): Promise<Run>
}

/** Creates an empty folder. It is removed when disposed. */
export async function createUserFolder(): Promise<UserFolder> {
  const user = openUserFolder(await mkdtemp(join(tmpdir(), 'a user ')))
  await user.write('package.json', '{ "type": "module" }')
  return user
}

/** Opens an existing folder. It is removed when disposed. */
export function openUserFolder(folder: string): UserFolder {
  const user: UserFolder = {
    folder,
    async write(file, text) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), text)
    },
    run: (command, args, env = {}) =>
      new Promise((done) => {
        const path = [dirname(process.execPath), process.env['PATH']].join(delimiter)
        const { NODE_OPTIONS: _options, VITEST: _vitest, ...inherited } = process.env
        const options = { cwd: folder, env: { ...inherited, NO_COLOR: '1', PATH: path, ...env } }
        execFile(command, args, options, (error, stdout, stderr) => {
          done({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr })
        })
      }),
    runTool(packageName, bin, args, env) {
      const manifest = join(folder, 'node_modules', packageName, 'package.json')
      const { bin: bins } = createRequire(manifest)(manifest) as { bin: Record<string, string> }
      return user.run(process.execPath, [join(dirname(manifest), bins[bin]!), ...args], env)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
  return user
}
