import { withSession } from './with-session.ts'
import { print, printJson } from '../output/stdout.ts'
import type { CommandDefinition } from './command.ts'

/** `qci-auth headers`: the headers of an authenticated request, for curl and similar programs. */
export const headers: CommandDefinition<{ json?: boolean }> = {
  name: 'headers',
  description: 'print the headers of an authenticated request',
  flags: [{ syntax: '--json', description: 'print the headers as a JSON object' }],
  examples: [
    'qci-auth headers | curl -H @- "$QCI_API_URL/optimization/v1/jobs/allocations"',
    'qci-auth headers --json | jq -r .Authorization',
  ],
  run: ({ flags }) =>
    withSession(flags, { apiToken: true }, async ({ client, deadline }) => {
      const fields = await client.getHeadersWithoutConnectionClose(deadline)
      if (flags.json) return printJson(fields)
      const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`)
      return print(lines.join(''))
    }),
}
