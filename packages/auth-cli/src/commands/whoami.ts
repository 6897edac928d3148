import { withSession } from './with-session.ts'
import { printJson, printText } from '../output/stdout.ts'
import { toExpiry } from '../output/token-formats.ts'
import type { CommandDefinition } from './command.ts'

/** `qci-auth whoami`: the owner of the API token. */
export const whoami: CommandDefinition<{ json?: boolean }> = {
  name: 'whoami',
  description: 'show the user and the organization of the API token',
  flags: [{ syntax: '--json', description: 'print user and organization as JSON' }],
  examples: ['qci-auth whoami', 'qci-auth whoami --json | jq -r .organizationId'],
  run: ({ flags }) =>
    withSession(flags, { apiToken: true }, async ({ client, deadline }) => {
      const userId = await client.getUserId(deadline)
      const organizationId = await client.getOrganizationId(deadline)
      const { expiresAt } = toExpiry(await client.getAccessTokenInfo(deadline))
      if (flags.json) return printJson({ userId, organizationId, url: client.url })
      return printText(
        `User          ${userId}\nOrganization  ${organizationId}\nAPI           ${client.url}\nExpires       ${expiresAt}\n`,
      )
    }),
}
