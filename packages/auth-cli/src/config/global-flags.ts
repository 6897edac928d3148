import type { Command } from 'commander'

import { usageError } from '../errors/command-error.ts'
import { DEFAULT_TIMEOUT_SECONDS } from './deadline.ts'

/** The flags that every command takes. */
export interface GlobalFlags {
  url?: string
  apiTokenFile?: string
  /** Seconds. */
  timeout?: number
  allowInsecure?: boolean
}

/** The longest that a timer of Node can wait, in whole days. */
const MOST_SECONDS = 24 * 86_400

/** Adds them. */
export function addGlobalFlags(program: Command): Command {
  return program
    .option('--url <url>', 'where the API is (default: $QCI_API_URL)')
    .option('--api-token-file <file>', 'file with the API token, - for standard input (default: $QCI_TOKEN)')
    .option(
      '--timeout <seconds>',
      `how long to wait for an answer (default: ${DEFAULT_TIMEOUT_SECONDS})`,
      parseSeconds,
    )
    .option('--allow-insecure', 'allow http: to other machines, which shows the tokens on the way')
}

function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && seconds > 0 && seconds <= MOST_SECONDS) return seconds
  throw usageError(`--timeout must be a number of seconds above 0, at most ${MOST_SECONDS}.`)
}
