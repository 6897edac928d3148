import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'

// A test starts several processes, and other tests keep the machine busy.
vi.setConfig({ testTimeout: 60_000 })

/** The built command, as it is installed. */
export const BIN: string = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))
if (!existsSync(BIN)) throw new Error('The command is not built: run pnpm build.')

/** The outcome of a command. */
export interface Run {
  status: number | null
  stdout: string
  stderr: string
}

/** How a command is started. */
export interface RunOptions {
  env?: Record<string, string | undefined>
  /** The content of standard input; empty by default. */
  input?: string
  /** The Node to use; by default that of the tests. */
  node?: string
}

/** An environment in which nothing is configured, and no token is cached. */
export function toBareEnv(env: Record<string, string | undefined> = {}): NodeJS.ProcessEnv {
  const mine = /^(CI$|QCI_|NODE_|VITEST|NO_COLOR|FORCE_COLOR|COLORTERM|(https?|no|all)_proxy)/i
  const inherited = Object.entries(process.env).filter(([name]) => !mine.test(name))
  return { ...Object.fromEntries(inherited), QCI_AUTH_CACHE: 'off', ...env }
}

/** Starts the command with pipes. */
export function start(
  args: readonly string[],
  { env, node = process.execPath }: RunOptions = {},
): ChildProcess {
  return spawn(node, [BIN, ...args], { env: toBareEnv(env) })
}

/** Runs the command with pipes, to its end. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = start(args, options)
  child.stdin!.on('error', () => {}) // not every run reads it
  child.stdin!.end(options.input ?? '')
  const [[status], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    text(child.stdout!),
    text(child.stderr!),
  ])
  return { status, stdout, stderr }
}
