import { createRequire } from 'node:module'

import type { AuthMockControls } from '../engine/auth-mock-controls.ts'
import type { AuthMockOptions } from '../engine/options.ts'
import { type AuthMockServer, startAuthMockServer } from '../server/server.ts'
import type { ApiHandler } from '../wire/api-handler.ts'
import { toFirstLine } from './first-line.ts'
import { FlagError, type Flags, parseFlags } from './flags.ts'
import type { HandlersFile } from './handlers-file.ts'
import { createLog, type Log } from './log.ts'
import { waitForStop } from './wait-for-stop.ts'

/** Exit statuses, beyond 0. */
const FAILED = 1
const WRONG_FLAG = 2
const PORT_IN_USE = 3

/**
 * Runs the command until it is stopped, and sets the exit status of the process.
 *
 * @param args - The arguments after the name of the command.
 * @param program - The name of the command in its messages.
 */
export async function main(args: readonly string[], program = 'qci-auth-mock'): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {}) // the reader is gone
  try {
    const flags = parseFlags(args)
    if (flags.help) process.stdout.write((await import('./help.ts')).toHelp(program))
    else if (flags.version) process.stdout.write(`${readVersion()}\n`)
    else await serve(flags)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    if (error instanceof FlagError) process.stderr.write(`See ${program} --help\n`)
    process.exitCode = toExitCode(error)
  }
}

async function serve(flags: Flags): Promise<void> {
  const stop = waitForStop({ stdin: flags.exitWithParent })
  const releases: (() => unknown)[] = [() => stop.release()]
  try {
    const log = createLog(flags.log, (line) => process.stderr.write(line))
    const server = await start(flags, { log, releases })
    const { url, mock } = server
    process.stdout.write(`${toFirstLine(flags.format, server, process)}\n`)
    const token = flags.server.apiToken === undefined ? 'the default, see --help' : 'set by --api-token'
    log.message(`Mock of QCi's auth API listening on ${url} (API token: ${token}; seed ${mock.seed})`)
    if (server.caFile !== undefined) log.message(`CA file of the certificate: ${server.caFile}`)
    const reason = await stop.requested
    if (reason === 'stdin') log.message('Standard input ended: stopping, because of --exit-with-parent')
  } finally {
    for (const release of releases.toReversed()) await release()
  }
}

/** Starts the server with everything that the flags name, and adds what must be released at the end. */
async function start(
  flags: Flags,
  { log, releases }: { log: Log; releases: (() => unknown)[] },
): Promise<AuthMockServer & { caFile: string | undefined }> {
  const { host = 'localhost' } = flags.server
  const tls = flags.tls && (await (await import('./load-tls.ts')).loadTls(flags.tls, host))
  if (tls) releases.push(() => tls.release())
  const { handlers, close } = await loadHandlers(flags, log)
  releases.push(close)
  const server = await startAuthMockServer({
    ...flags.server,
    tls,
    handlers,
    scenario: flags.scenario === undefined ? undefined : await readScenario(flags.scenario),
    onExchange: (entry) => log.exchange(entry),
  })
  releases.push(() => server.close())
  return { ...server, caFile: tls?.caFile }
}

/** Loads the other APIs that the flags name. */
async function loadHandlers(
  { handlers: file, optimization }: Flags,
  log: Log,
): Promise<{ handlers: (mock: AuthMockControls) => readonly ApiHandler[]; close: () => void }> {
  const fromFile = file === undefined ? undefined : await loadFile(file, log)
  const createOptimizationApi = optimization
    ? (await import('../optimization/optimization-api.ts')).createOptimizationApi
    : undefined
  return {
    handlers: (mock) => [...(fromFile?.handlers(mock) ?? []), ...(createOptimizationApi?.(mock) ?? [])],
    close: () => fromFile?.close(),
  }
}

async function loadFile(file: string, log: Log): Promise<HandlersFile> {
  const { loadHandlersFile } = await import('./handlers-file.ts')
  try {
    return await loadHandlersFile(file, {
      onReload: () => log.message(`Loaded ${file} again`),
      onError: (message) => log.message(message),
    })
  } catch (error) {
    throw new FlagError(`--handlers: ${(error as Error).message}`)
  }
}

async function readScenario(nameOrFile: string): Promise<AuthMockOptions['scenario']> {
  return (await import('./read-scenario.ts')).readScenario(nameOrFile)
}

/** The version of the package, which refers to itself by name. */
function readVersion(): string {
  const manifest = createRequire(import.meta.url)('@qci-client/auth-mock/package.json') as { version: string }
  return manifest.version
}

function toExitCode(error: unknown): number {
  if (error instanceof FlagError) return WRONG_FLAG
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? PORT_IN_USE : FAILED
}
