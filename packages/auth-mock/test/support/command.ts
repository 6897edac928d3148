import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(import.meta.resolve('../../src/bin.ts'))

/** The command, running. */
export interface Command extends AsyncDisposable {
  readonly child: ChildProcess
  /** The first line of its standard output. */
  readonly firstLine: Promise<string>
  /** Its exit status and output. */
  readonly result: Promise<{ code: number | null; stdout: string; stderr: string }>
}

/** Starts the command from its source; it is killed when the test is over. */
export function startCommand(...flags: string[]): Command {
  const child = spawn(process.execPath, ['--conditions=@qci-client/source', bin, ...flags])
  const exit = once(child, 'exit') as Promise<[number | null]>
  const firstLine = once(createInterface(child.stdout), 'line').then(([line]) => String(line))
  const texts = Promise.all([exit, text(child.stdout), text(child.stderr)])
  const result = texts.then(([[code], stdout, stderr]) => ({ code, stdout, stderr }))
  for (const promise of [firstLine, result]) promise.catch(() => {}) // not every test awaits both
  return {
    child,
    firstLine,
    result,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exit
    },
  }
}
