import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

import { BIN, toBareEnv } from './command.ts'

/** Why tests cannot run commands in a terminal; empty when they can. */
export const skipReason: string = hasScript()
  ? ''
  : ' (skipped: no "script" of util-linux, which creates terminals)'

/** What a terminal showed: both outputs in order. */
export interface TerminalRun {
  status: number | null
  shown: string
}

/** Runs a line of the shell in a terminal; `qci-auth` in it is the built command. */
export async function runInTerminal(
  line: string,
  env: Record<string, string | undefined> = {},
  act?: (keyboard: NodeJS.WritableStream, shown: () => string) => Promise<void>,
): Promise<TerminalRun> {
  const command = line.replaceAll(/\bqci-auth\b/g, `'${process.execPath}' '${BIN}'`)
  const terminal = spawn(
    'script',
    ['--quiet', '--return', '--echo', 'never', '--command', command, '/dev/null'],
    {
      env: toBareEnv({ TERM: 'xterm-256color', SHELL: '/bin/sh', ...env }),
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  let soFar = ''
  terminal.stdout.on('data', (chunk: Buffer) => void (soFar += chunk.toString()))
  const over = Promise.all([once(terminal, 'close') as Promise<[number | null]>, text(terminal.stdout)])
  await act?.(terminal.stdin, () => soFar)
  const [[status], shown] = await over
  return { status, shown: shown.replaceAll('\r\n', '\n') }
}

function hasScript(): boolean {
  const { stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' })
  return (stdout ?? '').includes('util-linux')
}
