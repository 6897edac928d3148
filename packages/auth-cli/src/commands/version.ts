import { withSession } from './with-session.ts'
import { printJson, printText } from '../output/stdout.ts'
import type { CommandDefinition } from './command.ts'

/** `qci-auth version`: the version of the auth API. The version of the command is `--version`. */
export const version: CommandDefinition<{ json?: boolean }> = {
  name: 'version',
  description: "show the API's version; needs no API token",
  flags: [{ syntax: '--json', description: "print the API's response as JSON" }],
  examples: ['qci-auth version', 'qci-auth --version       # the version of this command'],
  run: ({ flags }) =>
    withSession(flags, { apiToken: false }, async ({ client, deadline }) => {
      const body = await client.getAccessTokensVersion(deadline)
      await (flags.json ? printJson(body) : printText(`${body.application_name} ${body.version}\n`))
    }),
}
