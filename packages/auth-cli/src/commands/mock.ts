import type { Command } from 'commander'

import { examples } from '../examples.ts'
import { parseWholeNumber } from '../whole-number.ts'
import { serveMock } from '../mock/serve-mock.ts'
import type { MockFlags } from '../mock/serve-mock.ts'

/** `qci-auth mock`: the API, pretending, on a port. */
export function defineMock(program: Command, releaseInterrupt: () => void): void {
  program
    .command('mock')
    .description('run a mock of the auth API, and print the line that points a shell at it')
    .option('--port <port>', 'the port to listen on (default: a free one)', (text) =>
      parseWholeNumber(text, '--port', 0, 65_535),
    )
    .option('--token-lifetime <seconds>', 'how long access tokens are good (default: 3600)', (text) =>
      parseWholeNumber(text, '--token-lifetime', 1, 3_000_000_000),
    )
    .option('--scenario <name>', 'the situation to begin in, such as expired, revoked, outage or flaky')
    .addHelpText(
      'after',
      `${examples(
        'qci-auth mock --port 4010',
        'qci-auth mock --scenario flaky',
      )}\nIt takes the package @qci-client/auth-mock. Ctrl-C ends it. Its API token is public, and opens nothing but mocks.\n`,
    )
    .action((flags: MockFlags) => serveMock(flags, releaseInterrupt))
}
