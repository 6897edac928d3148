import type { Command } from 'commander'

import { examples } from '../examples.ts'
import { print, printJson } from '../output.ts'
import { withSession } from '../session.ts'
import { flagsOf } from '../flags-of.ts'

/** `qci-auth headers`: what curl and the like need to ask QCi's APIs. */
export function defineHeaders(program: Command): void {
  program
    .command('headers')
    .description('print the headers of an authenticated request')
    .option('--json', 'print them as a JSON object')
    .addHelpText(
      'after',
      examples(
        'qci-auth headers | curl -H @- "$QCI_API_URL/optimization/v1/jobs"',
        'qci-auth headers --json | jq -r .Authorization',
      ),
    )
    .action((_flags: unknown, command: Command) => printHeaders(command))
}

async function printHeaders(command: Command): Promise<void> {
  const flags = flagsOf<{ json?: boolean }>(command)
  await withSession(flags, { apiToken: true }, async ({ client, deadline }) => {
    const headers = await client.getHeadersWithoutConnectionClose(deadline)
    if (flags.json) return printJson(headers)
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`)
    return print(lines.join(''))
  })
}
