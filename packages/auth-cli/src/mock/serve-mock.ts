import { once } from 'node:events'

import { usageError } from '../command-error.ts'
import { print } from '../output.ts'
import { createStyle } from '../style.ts'
import { toVisible } from '../visible.ts'
import { importMock } from './import-mock.ts'
import type { MockServerModule } from './import-mock.ts'

/** What `qci-auth mock` takes. */
export interface MockFlags {
  port?: number
  /** Seconds. */
  tokenLifetime?: number
  scenario?: string
}

type MockServer = Awaited<ReturnType<MockServerModule['startAuthMockServer']>>
type MockOptions = NonNullable<Parameters<MockServerModule['startAuthMockServer']>[0]>

/**
 * Runs the mock until it is told to stop, by Ctrl-C or SIGTERM.
 *
 * @param releaseInterrupt - Takes back that Ctrl-C ends the command at once: here it is the way to end well.
 * @throws CommandError (usage) when the mock is not installed or a flag is wrong.
 */
export async function serveMock(flags: MockFlags, releaseInterrupt: () => void): Promise<void> {
  const mock = await importMock()
  await using server = await start(mock, {
    port: flags.port,
    lifetimeMs: flags.tokenLifetime === undefined ? undefined : flags.tokenLifetime * 1_000,
    scenario: flags.scenario as MockOptions['scenario'],
    onExchange: ({ method, path, response, state }) =>
      say(`${method} ${path} ${response ? response.status : state}`),
  })
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  releaseInterrupt()
  const bold = createStyle(process.stderr)
  say(`A mock of QCi's auth API is at ${server.url}. This line points a shell at it; Ctrl-C ends it:\n`)
  await print(`${toLine(server)}\n`)
  say(bold('dim', '\nRequests:'))
  await stopped
}

async function start({ startAuthMockServer }: MockServerModule, options: MockOptions): Promise<MockServer> {
  try {
    return await startAuthMockServer(options)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw usageError(`Port ${options.port} is in use: give another --port.`)
    if (code === 'EACCES') throw usageError(`Port ${options.port} may not be had: give a --port above 1023.`)
    if (error instanceof TypeError) throw usageError(`${message}.`)
    throw error
  }
}

/** For POSIX shells; PowerShell where that is at home. */
function toLine({ env }: MockServer): string {
  const { QCI_API_URL, QCI_TOKEN } = env
  return process.platform === 'win32'
    ? `$env:QCI_API_URL = '${QCI_API_URL}'; $env:QCI_TOKEN = '${QCI_TOKEN}'`
    : `export QCI_API_URL=${QCI_API_URL} QCI_TOKEN=${QCI_TOKEN}`
}

function say(text: string): void {
  process.stderr.write(`${toVisible(text)}\n`)
}
