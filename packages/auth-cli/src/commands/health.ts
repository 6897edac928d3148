import { withSession } from './with-session.ts'
import { printJson, printText } from '../output/stdout.ts'
import type { CommandDefinition } from './command.ts'

/** `qci-auth health`: the auth API's health check. */
export const health: CommandDefinition<{ json?: boolean }> = {
  name: 'health',
  description: "check the API's health; needs no API token",
  flags: [{ syntax: '--json', description: "print the API's response as JSON" }],
  examples: ['qci-auth health', 'until qci-auth health; do sleep 5; done'],
  run: ({ flags }) =>
    withSession(flags, { apiToken: false }, async ({ client, deadline }) => {
      const body = await client.getAccessTokensHealth(deadline)
      await (flags.json ? printJson(body) : printText(`${body.message}\n`))
    }),
}
