import { once } from 'node:events'

import type { JournalEntry } from '../journal-entry.ts'
import { startAuthMockServer } from '../server.ts'
import { FlagError, type Flags, parseFlags } from './flags.ts'

/** Runs the command until it is told to stop; sets the exit status. */
export async function main(args: readonly string[]): Promise<void> {
  let flags: Flags
  try {
    flags = parseFlags(args)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    process.stderr.write(`${error.message}\nSee qci-auth-mock --help\n`)
    process.exitCode = 2
    return
  }
  if (flags.help) {
    const { HELP } = await import('./help.ts')
    process.stdout.write(HELP)
    return
  }
  await serve(flags)
}

async function serve({ port, host, apiToken, lifetimeMs }: Flags): Promise<void> {
  try {
    await using server = await startAuthMockServer({ port, host, apiToken, lifetimeMs, onExchange: log })
    process.stdout.write(`${server.url}\n`)
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exitCode = (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 3 : 1
  }
}

function log({ method, path, response, fault, state }: JournalEntry): void {
  process.stderr.write(
    `${method} ${path} ${response?.status ?? state}${fault ? ` (fault ${fault.kind})` : ''}\n`,
  )
}
