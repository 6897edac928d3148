import { usageError } from '../errors/command-error.ts'
import type { ApiFlags } from '../api/api-flags.ts'
import type { CommandDefinition } from './command.ts'
import { collect, parseWholeNumber } from './parse-flag.ts'

/** `qci-auth api PATH`: an authenticated request to any path of the API. */
export const api: CommandDefinition<ApiFlags> = {
  name: 'api',
  description: 'make an authenticated request and print the response',
  args: { '<path>': 'path below the address of the API, such as optimization/v1/jobs' },
  flags: [
    {
      syntax: '-X, --method <method>',
      description: 'the HTTP method (default: GET, or POST with a body)',
      values: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    },
    {
      syntax: '-d, --data <data>',
      description: 'the body; @FILE reads it from a file, - or @- from standard input',
    },
    {
      syntax: '-f, --field <name=text>',
      description: 'add a text field to a JSON body; may be given several times',
      parse: collect,
    },
    {
      syntax: '-F, --json-field <name=json>',
      description: 'add a JSON field to a JSON body; may be given several times',
      parse: collect,
    },
    {
      syntax: '-H, --header <line>',
      description: 'an additional header, "Name: value"; may be given several times',
      parse: collect,
    },
    {
      syntax: '-i, --include',
      description: 'also print the status and the headers of the response',
    },
    {
      syntax: '-o, --output <file>',
      description: 'write the body to a file, only if it is complete',
    },
    { syntax: '--silent', description: 'do not print the body' },
    {
      syntax: '--retry <count>',
      description: 'retry a failed GET, HEAD, PUT, DELETE or OPTIONS request up to so many times',
      parse: (text) => parseWholeNumber(text, { flag: '--retry', min: 0, max: 100 }),
    },
    {
      syntax: '-v, --verbose',
      description: 'print the headers of requests and responses to standard error, without tokens',
    },
  ],
  examples: [
    'qci-auth api optimization/v1/jobs/allocations',
    'qci-auth api optimization/v1/jobs --data @job.json',
    `qci-auth api optimization/v1/files -f file_name=x -F 'file_config={"graph": {"num_nodes": 2}}'`,
    'qci-auth api optimization/v1/jobs/7/status --include --retry 3',
    `jq . job.json | qci-auth api optimization/v1/jobs --data - | jq -r .job_id`,
  ],
  notes: 'Here --timeout counts from the last byte sent or received: a transfer in progress is not cut off.',
  async run({ flags, args: [path = ''] }) {
    if (flags.silent && flags.output !== undefined)
      throw usageError('--silent and --output cannot be used together.')
    const { callApi } = await import('../api/call-api.ts')
    await callApi(path, flags)
  },
}
