import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'

/** Where this package is. */
const home = resolve(import.meta.dirname, '../..')
const workspace = resolve(home, '../..')

/** What a program said. */
export interface Run {
  code: number
  stdout: string
  stderr: string
}

/** A folder of its own, as a user's who has installed the built packages and the tools of the trade. */
export interface Consumer extends AsyncDisposable {
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

/**
 * Makes the folder; it is removed at the end.
 *
 * @param further - Further packages: their names, and where they are in the workspace.
 */
export async function createConsumer(further: Readonly<Record<string, string>> = {}): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), 'a user '))
  const modules = join(folder, 'node_modules')
  const installed: Record<string, string> = {
    '@qci-client/auth': join(workspace, 'packages/auth'),
    '@qci-client/auth-mock': home,
    '@vitest/browser-playwright': join(workspace, 'node_modules/@vitest/browser-playwright'),
    msw: join(home, 'node_modules/msw'),
    playwright: join(workspace, 'node_modules/playwright'),
    vitest: join(workspace, 'node_modules/vitest'),
  }
  for (const [name, place] of Object.entries(further)) installed[name] = join(workspace, place)
  for (const [name, target] of Object.entries(installed)) {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(target, join(modules, name), 'junction')
  }

  const consumer: Consumer = {
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
      const manifest = join(modules, packageName, 'package.json')
      const { bin: bins } = createRequire(manifest)(manifest) as { bin: Record<string, string> }
      return consumer.run(process.execPath, [join(dirname(manifest), bins[bin]!), ...args], env)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
  await consumer.write('package.json', '{ "type": "module" }')
  return consumer
}
