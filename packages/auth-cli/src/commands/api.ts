import { toRequest } from '../api/request.ts'
import type { RequestFlags } from '../api/request.ts'
import { send } from '../api/send.ts'
import { showResponse } from '../api/show-response.ts'
import { toTarget } from '../api/target.ts'
import { withSession } from '../config/session.ts'
import type { CommandDefinition } from './command.ts'

/** `qci-auth api PATH`: an authenticated request to any path of the API. */
export const api: CommandDefinition<RequestFlags & { include?: boolean }> = {
  name: 'api',
  description: 'make an authenticated request and print the response',
  args: { '<path>': 'path below the address of the API, such as optimization/v1/jobs' },
  flags: [
    {
      syntax: '-X, --method <method>',
      description: 'the HTTP method (default: GET, or POST with --data)',
    },
    {
      syntax: '-d, --data <data>',
      description: 'the request body; @FILE reads it from a file, @- from standard input',
    },
    {
      syntax: '-H, --header <line>',
      description: 'an additional header, "Name: value"; may be given several times',
      parse: (line, previous = []) => [...(previous as string[]), line],
    },
    {
      syntax: '-i, --include',
      description: 'print the status and the headers of the response too',
    },
  ],
  examples: [
    'qci-auth api optimization/v1/jobs',
    'qci-auth api optimization/v1/jobs --data @job.json',
    'qci-auth api optimization/v1/jobs/7 --method DELETE --include',
    `echo '{"name": "x"}' | qci-auth api optimization/v1/jobs --data @- | jq -r .id`,
  ],
  async run({ flags, args: [path = ''] }) {
    const request = await toRequest(flags)
    await withSession(flags, { apiToken: true }, async ({ client, deadline }) => {
      const url = toTarget(path, client)
      const response = await send(client, url, request, deadline)
      await showResponse(response, url, {
        ...flags,
        method: request.method,
        onBytes: () => deadline.restart(),
      })
    })
  },
}
