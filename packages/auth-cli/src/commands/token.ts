import { usageError } from '../errors/command-error.ts'
import { print, printJson } from '../output/stdout.ts'
import { toCurlConfig, toExecCredential, toExports, toTokenJson } from '../output/token-formats.ts'
import type { CommandDefinition } from './command.ts'
import { withSession } from './with-session.ts'

const FORMATS = ['text', 'json', 'env', 'exec', 'curl'] as const

type Format = (typeof FORMATS)[number]

interface TokenFlags {
  json?: boolean
  format?: Format
}

/** `qci-auth token`: prints an access token. */
export const token: CommandDefinition<TokenFlags> = {
  name: 'token',
  description: 'print an access token',
  flags: [
    { syntax: '--json', description: 'print the token with its expiry, user and organization as JSON' },
    {
      syntax: '--format <format>',
      description:
        'output format (default: text); env: lines for a shell, exec: a Kubernetes ExecCredential, curl: a line for curl -K',
      choices: FORMATS,
    },
  ],
  examples: [
    'qci-auth token',
    'qci-auth token --json | jq -r .expiresAt',
    'eval "$(qci-auth token --format env)"    # sets QCI_ACCESS_TOKEN',
    'curl -K <(qci-auth token --format curl) "$QCI_API_URL/optimization/v1/jobs/allocations"',
    'pass show qci | qci-auth token --api-token-file -',
  ],
  async run({ flags }) {
    if (flags.json && flags.format && flags.format !== 'json') {
      throw usageError(`--json and --format ${flags.format} cannot be used together.`)
    }
    const format = flags.json ? 'json' : (flags.format ?? 'text')
    await withSession(flags, { apiToken: true }, async ({ client, deadline }) => {
      const info = await client.getAccessTokenInfo(deadline)
      if (format === 'json') await printJson(toTokenJson(info))
      else if (format === 'exec') await printJson(toExecCredential(info))
      else if (format === 'env') await print(toExports(info))
      else await print(format === 'curl' ? toCurlConfig(info) : `${info.accessToken}\n`)
    })
  },
}
