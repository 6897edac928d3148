import type { Command } from 'commander'

import { examples } from '../examples.ts'
import { print, printJson } from '../output.ts'
import { withSession } from '../session.ts'
import { toVisible } from '../visible.ts'
import { flagsOf } from '../flags-of.ts'

/** `qci-auth health`: whether the auth API is well. */
export function defineHealth(program: Command): void {
  program
    .command('health')
    .description('ask whether the API is well; needs no API token')
    .option('--json', 'print what the API says as JSON')
    .addHelpText('after', examples('qci-auth health', 'until qci-auth health; do sleep 5; done'))
    .action((_flags: unknown, command: Command) => printHealth(command))
}

async function printHealth(command: Command): Promise<void> {
  const flags = flagsOf<{ json?: boolean }>(command)
  await withSession(flags, { apiToken: false }, async ({ client, deadline }) => {
    const body = await client.getAccessTokensHealth(deadline)
    await (flags.json ? printJson(body) : print(toVisible(`${body.message}\n`)))
  })
}
