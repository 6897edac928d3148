import { startAuthMockServer } from '../server/server.ts'
import { FlagError, type Flags, parseFlags } from './flags.ts'
import { createLog } from './log.ts'
import { waitForStop } from './wait-for-stop.ts'

/** Exit statuses, beyond 0. */
const FAILED = 1
const WRONG_FLAG = 2
const PORT_IN_USE = 3

/** Runs the command until it is told to stop, and sets the exit status. */
export async function main(args: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {}) // nobody reads any more
  try {
    const flags = parseFlags(args)
    if (flags.help) process.stdout.write((await import('./help.ts')).HELP)
    else await serve(flags)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    if (error instanceof FlagError) process.stderr.write('See qci-auth-mock --help\n')
    process.exitCode = toExitCode(error)
  }
}

async function serve({ server: options, scenario, json, log: format, exitWithParent }: Flags): Promise<void> {
  const stop = waitForStop(exitWithParent)
  try {
    const log = createLog(format, (line) => process.stderr.write(line))
    await using server = await startAuthMockServer({
      ...options,
      scenario:
        scenario === undefined ? undefined : (await import('./read-scenario.ts')).readScenario(scenario),
      onExchange: (entry) => log.exchange(entry),
    })
    const { url, mock } = server
    process.stdout.write(json ? `${JSON.stringify({ ready: true, url, pid: process.pid })}\n` : `${url}\n`)
    const token = options.apiToken === undefined ? 'the default one, see --help' : 'the one of --api-token'
    log.say(`Pretending to be QCi's auth API at ${url} (API token: ${token}; seed ${mock.seed})`)
    await stop.told
  } finally {
    stop.release()
  }
}

function toExitCode(error: unknown): number {
  if (error instanceof FlagError) return WRONG_FLAG
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? PORT_IN_USE : FAILED
}
