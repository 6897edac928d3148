import type { Command } from 'commander'

import { usageError } from '../errors/command-error.ts'
import { DEFAULT_TIMEOUT_SECONDS } from './deadline.ts'

/** The flags that every command takes. */
export interface GlobalFlags {
  url?: string
  apiTokenFile?: string
  profile?: string
  /** Seconds. */
  timeout?: number
  allowInsecure?: boolean
  /** False with --no-cache. */
  cache?: boolean
}

/** The longest delay of Node's timers, in whole days. */
const MAX_SECONDS = 24 * 86_400

/** Adds the flags that every command takes. */
export function addGlobalFlags(program: Command): Command {
  return program
    .option('--url <url>', 'address of the API (default: $QCI_API_URL)')
    .option('--api-token-file <file>', 'file with the API token, - for standard input (default: $QCI_TOKEN)')
    .option('--profile <name>', 'profile in the configuration file (default: $QCI_PROFILE)')
    .option(
      '--timeout <seconds>',
      `time limit in seconds (default: ${DEFAULT_TIMEOUT_SECONDS})`,
      parseSeconds,
    )
    .option('--no-cache', 'do not share the access token with other runs (see: qci-auth cache --help)')
    .option('--allow-insecure', 'allow plain http to other machines, which exposes the tokens on the network')
}

function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && seconds > 0 && seconds <= MAX_SECONDS) return seconds
  throw usageError(`--timeout must be a number of seconds above 0, at most ${MAX_SECONDS}.`)
}
