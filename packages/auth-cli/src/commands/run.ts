import { usageError } from '../errors/command-error.ts'
import type { CommandDefinition } from './command.ts'
import { withSession } from './with-session.ts'

/** `qci-auth run -- COMMAND …`: a program with an access token in its environment. */
export const run: CommandDefinition = {
  name: 'run',
  description: 'run a program with QCI_ACCESS_TOKEN and QCI_API_URL in its environment',
  args: { '[command...]': 'the program and its arguments, after --' },
  examples: [
    'qci-auth run -- python3 job.py',
    `qci-auth run -- sh -c 'curl -H "Authorization: Bearer $QCI_ACCESS_TOKEN" "$QCI_API_URL/optimization/v1/jobs/allocations"'`,
  ],
  notes:
    'The program does not get the API token. qci-auth passes signals on to it, and ends with its exit status:\n126 when it cannot be executed, 127 when it does not exist.\n--timeout applies to the request for the access token, not to the program.',
  async run({ flags, args }) {
    const [program, ...programArgs] = args
    if (program === undefined) {
      throw usageError('The program to run is missing.', 'For example: qci-auth run -- python3 job.py')
    }
    let env: NodeJS.ProcessEnv = {}
    await withSession(flags, { apiToken: true }, async ({ client, deadline, apiTokenVariable }) => {
      env = { ...process.env, QCI_API_URL: client.url.replace(/\/$/, '') }
      for (const name of ['QCI_TOKEN', apiTokenVariable]) if (name !== undefined) delete env[name]
      const { accessToken } = await client.getAccessTokenInfo(deadline)
      env['QCI_ACCESS_TOKEN'] = accessToken
    })
    const { runProgram } = await import('../process/run-program.ts')
    await runProgram(program, programArgs, env)
  },
}
