import { usageError } from '../errors/command-error.ts'
import { print, printJson } from '../output/stdout.ts'
import { toExports, toTokenJson } from '../output/token-formats.ts'
import type { CommandDefinition } from './command.ts'
import { withSession } from './with-session.ts'

const FORMATS = ['text', 'json', 'env'] as const

interface TokenFlags {
  json?: boolean
  format?: (typeof FORMATS)[number]
}

/** `qci-auth token`: prints an access token. */
export const token: CommandDefinition<TokenFlags> = {
  name: 'token',
  description: 'print an access token',
  flags: [
    { syntax: '--json', description: 'print the token with its expiry and its owner as JSON' },
    {
      syntax: '--format <format>',
      description: 'env is lines for a shell (default: text)',
      choices: FORMATS,
    },
  ],
  examples: [
    'qci-auth token',
    'qci-auth token --json | jq -r .expiresAt',
    'eval "$(qci-auth token --format env)"    # sets QCI_ACCESS_TOKEN',
    'pass show qci | qci-auth token --api-token-file -',
  ],
  async run({ flags }) {
    if (flags.json && flags.format && flags.format !== 'json') {
      throw usageError(`--json and --format ${flags.format} exclude each other.`)
    }
    const format = flags.json ? 'json' : flags.format
    await withSession(flags, { apiToken: true }, async ({ client, deadline }) => {
      const info = await client.getAccessTokenInfo(deadline)
      if (format === 'json') await printJson(toTokenJson(info))
      else await print(format === 'env' ? toExports(info) : `${info.accessToken}\n`)
    })
  },
}
