import type { Command } from 'commander'

import { examples } from '../examples.ts'
import { print, printJson } from '../output.ts'
import { withSession } from '../session.ts'
import { toVisible } from '../visible.ts'
import { flagsOf } from '../flags-of.ts'

/** `qci-auth version`: which version of the auth API answers. That of the command is `--version`. */
export function defineVersion(program: Command): void {
  program
    .command('version')
    .description('ask which version of the API answers; needs no API token')
    .option('--json', 'print what the API says as JSON')
    .addHelpText('after', examples('qci-auth version', 'qci-auth --version       # that of this command'))
    .action((_flags: unknown, command: Command) => printVersion(command))
}

async function printVersion(command: Command): Promise<void> {
  const flags = flagsOf<{ json?: boolean }>(command)
  await withSession(flags, { apiToken: false }, async ({ client, deadline }) => {
    const body = await client.getAccessTokensVersion(deadline)
    await (flags.json ? printJson(body) : print(toVisible(`${body.application_name} ${body.version}\n`)))
  })
}
