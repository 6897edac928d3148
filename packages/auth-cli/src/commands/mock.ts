import { once } from 'node:events'

import type * as MockServerModule from '@qci-client/auth-mock/server'

import { usageError } from '../errors/command-error.ts'
import { escapeControls } from '../output/escape-controls.ts'
import { print } from '../output/stdout.ts'
import { createStyle } from '../output/style.ts'
import type { CommandDefinition } from './command.ts'
import { parseWholeNumber } from './parse-flag.ts'

interface MockFlags {
  port?: number
  /** Seconds. */
  tokenLifetime?: number
  scenario?: string
}

type MockModule = typeof MockServerModule
type MockServer = Awaited<ReturnType<MockModule['startAuthMockServer']>>
type MockOptions = NonNullable<Parameters<MockModule['startAuthMockServer']>[0]>

/** `qci-auth mock`: runs a mock of the auth API until Ctrl-C or SIGTERM. */
export const mock: CommandDefinition<MockFlags> = {
  name: 'mock',
  description: 'run a mock of the auth API, and print the line that points a shell at it',
  flags: [
    {
      syntax: '--port <port>',
      description: 'the port to listen on (default: a free one)',
      parse: (text) => parseWholeNumber(text, { flag: '--port', min: 0, max: 65_535 }),
    },
    {
      syntax: '--token-lifetime <seconds>',
      description: 'lifetime of the access tokens (default: 3600)',
      parse: (text) => parseWholeNumber(text, { flag: '--token-lifetime', min: 1, max: 3_000_000_000 }),
    },
    {
      syntax: '--scenario <name>',
      description: 'the scenario to start with, such as expired, revoked, outage or flaky',
    },
  ],
  examples: ['qci-auth mock --port 4010', 'qci-auth mock --scenario flaky'],
  notes:
    'Needs the package @qci-client/auth-mock. Press Ctrl-C to stop. Its API token is public, and only mocks accept it.',
  run: ({ flags }) => serveMock(flags),
}

async function serveMock(flags: MockFlags): Promise<void> {
  const module = await importMock()
  await using server = await start(module, {
    port: flags.port,
    lifetimeMs: flags.tokenLifetime === undefined ? undefined : flags.tokenLifetime * 1_000,
    scenario: flags.scenario as MockOptions['scenario'],
    onExchange: ({ method, path, response, state }) =>
      log(`${method} ${path} ${response ? response.status : state}`),
  })
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  const style = createStyle(process.stderr)
  log(`Mock of QCi's auth API listening on ${server.url}. Run this line in a shell; press Ctrl-C to stop:\n`)
  await print(`${toShellLine(server)}\n`)
  log(style('dim', '\nRequests:'))
  await stopped
}

/**
 * Loads the mock, an optional peer dependency.
 *
 * @throws CommandError (usage) that says how to install it.
 */
async function importMock(): Promise<MockModule> {
  try {
    return await import('@qci-client/auth-mock/server')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw usageError(
      'The mock is not installed.',
      'Run: npm install --save-dev @qci-client/auth-mock (with --global if qci-auth is installed globally).',
    )
  }
}

async function start({ startAuthMockServer }: MockModule, options: MockOptions): Promise<MockServer> {
  try {
    return await startAuthMockServer(options)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw usageError(`Port ${options.port} is in use: choose another --port.`)
    if (code === 'EACCES') {
      throw usageError(`No permission to listen on port ${options.port}: choose a --port above 1023.`)
    }
    if (error instanceof TypeError) throw usageError(`${message}.`)
    throw error
  }
}

/** Sets the variables in a POSIX shell, or in PowerShell on Windows. */
function toShellLine({ env }: MockServer): string {
  const { QCI_API_URL, QCI_TOKEN } = env
  return process.platform === 'win32'
    ? `$env:QCI_API_URL = '${QCI_API_URL}'; $env:QCI_TOKEN = '${QCI_TOKEN}'`
    : `export QCI_API_URL=${QCI_API_URL} QCI_TOKEN=${QCI_TOKEN}`
}

function log(text: string): void {
  process.stderr.write(`${escapeControls(text)}\n`)
}
