import { parseArgs } from 'node:util'

import { DEFAULT_LIFETIME_MS } from '../config.ts'

/** What the command was told. */
export interface Flags {
  port: number
  host: string
  apiToken: string | undefined
  lifetimeMs: number
  help: boolean
}

/** A flag that is not known, or whose value is wrong. The message is for people. */
export class FlagError extends Error {
  override readonly name = 'FlagError'
}

/**
 * Reads the command line.
 *
 * @throws {@link FlagError}
 */
export function parseFlags(args: readonly string[]): Flags {
  const values = readFlags(args)
  return {
    port: toNumber('--port', values.port ?? '0', 0, 65_535),
    host: values.host ?? '127.0.0.1',
    apiToken: values['api-token'],
    lifetimeMs:
      values['token-lifetime'] === undefined
        ? DEFAULT_LIFETIME_MS
        : toNumber('--token-lifetime', values['token-lifetime'], 1, 1e9) * 1000,
    help: values.help ?? false,
  }
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        'api-token': { type: 'string' },
        'token-lifetime': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new FlagError((error as Error).message)
  }
}

function toNumber(flag: string, text: string, min: number, max: number): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= min && number <= max) return number
  throw new FlagError(`${flag} must be a whole number from ${min} to ${max}`)
}
