import type { Command } from 'commander'

import { examples } from '../examples.ts'
import { print, printJson } from '../output.ts'
import { withSession } from '../session.ts'
import { toExpiry } from '../token-forms.ts'
import { toVisible } from '../visible.ts'
import { flagsOf } from '../flags-of.ts'

/** `qci-auth whoami`: whose API token it is. */
export function defineWhoami(program: Command): void {
  program
    .command('whoami')
    .description('show the user and the organization of the API token')
    .option('--json', 'print them as JSON')
    .addHelpText('after', examples('qci-auth whoami', 'qci-auth whoami --json | jq -r .organizationId'))
    .action((_flags: unknown, command: Command) => printWhoami(command))
}

async function printWhoami(command: Command): Promise<void> {
  const flags = flagsOf<{ json?: boolean }>(command)
  await withSession(flags, { apiToken: true }, async ({ client, deadline }) => {
    const userId = await client.getUserId(deadline)
    const organizationId = await client.getOrganizationId(deadline)
    const { expiresAt } = toExpiry(await client.getAccessTokenInfo(deadline))
    if (flags.json) return printJson({ userId, organizationId, url: client.url })
    return print(
      toVisible(
        `User          ${userId}\nOrganization  ${organizationId}\nAPI           ${client.url}\nToken until   ${expiresAt}\n`,
      ),
    )
  })
}
