import type { runAuthMockCommand as RunAuthMockCommand } from '@qci-client/auth-mock/cli'

import { usageError } from '../errors/command-error.ts'
import { EXIT } from '../errors/exit-status.ts'
import type { CommandDefinition } from './command.ts'

/** The flags that the mock's own program takes, for completions: that program parses them and prints the help. */
const FLAGS = [
  ['--port <number>', 'port to listen on'],
  ['--host <address>', 'address to listen on'],
  ['--allow-host <name>', 'additional host name for the admin API'],
  ['--cors <origin>', 'origin whose pages may read responses'],
  ['--api-token <token>', 'API token to accept'],
  ['--token-lifetime <seconds>', 'lifetime of access tokens'],
  ['--seed <number>', 'seed for generated access tokens'],
  ['--scenario <file>', 'scenario to start with: a name or a JSON file'],
  ['--handlers <file>', 'module with other APIs'],
  ['--optimization', 'add a mock of the optimization API (always on here)'],
  ['--tls <kind>', 'self-signed: serve https with a new certificate'],
  ['--tls-cert <file>', 'certificate for https'],
  ['--tls-key <file>', 'key for https'],
  ['--format <format>', 'format of the first line: url, json or env'],
  ['--json', 'same as --format json'],
  ['--log <format>', 'format of the log: pretty, json or silent'],
  ['--exit-with-parent', 'stop when standard input ends'],
] as const

/** `qci-auth mock`: the program of auth-mock, with the jobs API, and a first line that a shell can evaluate. */
export const mock: CommandDefinition = {
  name: 'mock',
  description: 'run a mock of the API, and print shell commands that set QCI_API_URL and QCI_TOKEN for it',
  flags: FLAGS.map(([syntax, description]) => ({ syntax, description })),
  examples: ['qci-auth mock --port 4010', 'qci-auth mock --scenario flaky --token-lifetime 900'],
  run: () => runMock([]),
}

/**
 * Runs the mock until Ctrl-C or SIGTERM.
 *
 * @param args - All arguments after `mock`, as the mock's own program takes them.
 * @throws CommandError (usage) when the mock is not installed.
 */
export async function runMock(args: readonly string[]): Promise<void> {
  const runAuthMockCommand = await importMock()
  const isWithFormat = args.some((arg) => /^--(format|json)(=|$)/.test(arg))
  const added = ['--optimization', ...(isWithFormat ? [] : ['--format', 'env'])]
  await runAuthMockCommand([...added, ...args], 'qci-auth mock')
  // The mock's status for a port in use means a rejected token here.
  if (process.exitCode === 3) process.exitCode = EXIT.usage
}

/** Loads the mock, an optional peer dependency. */
async function importMock(): Promise<typeof RunAuthMockCommand> {
  try {
    return (await import('@qci-client/auth-mock/cli')).runAuthMockCommand
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw usageError(
      'The package @qci-client/auth-mock is not installed.',
      'Run: npm install --save-dev @qci-client/auth-mock (with --global if qci-auth is installed globally).',
    )
  }
}
