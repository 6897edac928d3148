import type { Command } from 'commander'

import { toRequest } from '../api/request.ts'
import type { RequestFlags } from '../api/request.ts'
import { send } from '../api/send.ts'
import { showResponse } from '../api/show-response.ts'
import { toTarget } from '../api/target.ts'
import { examples } from '../examples.ts'
import { withSession } from '../session.ts'
import { flagsOf } from '../flags-of.ts'

/** `qci-auth api PATH`: an authenticated request to any path of the API. */
export function defineApi(program: Command): void {
  program
    .command('api')
    .description('make an authenticated request; prints the body, and JSON neatly on a terminal')
    .argument('<path>', 'such as optimization/v1/jobs, below the address of the API')
    .option('-X, --method <method>', 'the HTTP method (default: GET, or POST with --data)')
    .option('-d, --data <data>', 'the body; @FILE reads it from a file, @- from standard input')
    .option('-H, --header <line>', 'a further header, "Name: value"; may be given several times', collect)
    .option('-i, --include', 'print the status and the headers of the answer too')
    .addHelpText(
      'after',
      examples(
        'qci-auth api optimization/v1/jobs',
        'qci-auth api optimization/v1/jobs --data @job.json',
        'qci-auth api optimization/v1/jobs/7 --method DELETE --include',
        `echo '{"name": "x"}' | qci-auth api optimization/v1/jobs --data @- | jq -r .id`,
      ),
    )
    .action((path: string, _flags: unknown, command: Command) => callApi(path, command))
}

async function callApi(path: string, command: Command): Promise<void> {
  const flags = flagsOf<RequestFlags & { include?: boolean }>(command)
  const request = await toRequest(flags)
  await withSession(flags, { apiToken: true }, async ({ client, deadline }) => {
    const url = toTarget(path, client)
    const response = await send(client, url, request, deadline)
    await showResponse(response, url, { ...flags, method: request.method, onBytes: () => deadline.restart() })
  })
}

function collect(line: string, lines: readonly string[] = []): string[] {
  return [...lines, line]
}
