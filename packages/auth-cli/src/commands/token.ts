import type { Command } from 'commander'

import { usageError } from '../command-error.ts'
import { examples } from '../examples.ts'
import { print, printJson } from '../output.ts'
import { withSession } from '../session.ts'
import { toExports, toTokenJson } from '../token-forms.ts'
import { flagsOf } from '../flags-of.ts'

const FORMATS = ['text', 'json', 'env'] as const

interface TokenFlags {
  json?: boolean
  format?: (typeof FORMATS)[number]
}

/** `qci-auth token`: an access token, for whatever takes one. */
export function defineToken(program: Command): void {
  program
    .command('token')
    .description('print an access token')
    .option('--json', 'print it with its expiry, and whose it is, as JSON')
    .option(
      '--format <format>',
      `${FORMATS.join(', ')}; env gives lines for a shell (default: text)`,
      parseFormat,
    )
    .addHelpText(
      'after',
      examples(
        'qci-auth token',
        'qci-auth token --json | jq -r .expiresAt',
        'eval "$(qci-auth token --format env)"    # sets QCI_ACCESS_TOKEN',
        'pass show qci | qci-auth token --api-token-file -',
      ),
    )
    .action((_flags: unknown, command: Command) => printToken(command))
}

async function printToken(command: Command): Promise<void> {
  const flags = flagsOf<TokenFlags>(command)
  if (flags.json && flags.format && flags.format !== 'json') {
    throw usageError(`--json and --format ${flags.format} exclude each other.`)
  }
  const format = flags.json ? 'json' : flags.format
  await withSession(flags, { apiToken: true }, async ({ client, deadline }) => {
    const info = await client.getAccessTokenInfo(deadline)
    if (format === 'json') await printJson(toTokenJson(info))
    else await print(format === 'env' ? toExports(info) : `${info.accessToken}\n`)
  })
}

function parseFormat(text: string): string {
  if (FORMATS.some((format) => format === text)) return text
  throw usageError(`--format must be one of ${FORMATS.join(', ')}.`)
}
