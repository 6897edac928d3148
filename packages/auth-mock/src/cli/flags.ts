import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'

import { isCorsOrigin } from '../wire/cors.ts'
import type { AuthMockServerOptions } from '../server/server.ts'
import { isHost, isHostName } from '../server/address.ts'

/** How the command says what happens. */
export type LogFormat = 'pretty' | 'json' | 'silent'

/** What the command was told. */
export interface Flags {
  help: boolean
  /** Whether the first line is JSON. */
  json: boolean
  log: LogFormat
  exitWithParent: boolean
  /** The name of a scenario, or the path of a file that holds one. */
  scenario: string | undefined
  server: AuthMockServerOptions
}

/** A flag that is not known, or whose value is wrong. The message is for people, and shows no value. */
export class FlagError extends Error {
  override readonly name = 'FlagError'
}

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  cors: { type: 'string' },
  'api-token': { type: 'string' },
  'token-lifetime': { type: 'string' },
  seed: { type: 'string' },
  scenario: { type: 'string' },
  'exit-with-parent': { type: 'boolean' },
  json: { type: 'boolean' },
  log: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig

/**
 * Reads the command line.
 *
 * @throws {@link FlagError}
 */
export function parseFlags(args: readonly string[]): Flags {
  const values = readFlags(args)
  const lifetimeSeconds = toNumber('token-lifetime', values['token-lifetime'], 1, 3_000_000_000)
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    log: toLogFormat(values.log ?? 'pretty'),
    exitWithParent: values['exit-with-parent'] ?? false,
    scenario: values.scenario,
    server: {
      port: toNumber('port', values.port, 0, 65_535),
      host: values.host === undefined ? undefined : toHost(values.host),
      allowHosts: values['allow-host']?.map(toHostName),
      cors: values.cors === undefined ? undefined : toCors(values.cors),
      apiToken: values['api-token'] === undefined ? undefined : toApiToken(values['api-token']),
      lifetimeMs: lifetimeSeconds === undefined ? undefined : lifetimeSeconds * 1000,
      seed: toNumber('seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    },
  }
}

function readFlags(
  args: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof options }>>['values'] {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values
  } catch (error) {
    throw new FlagError(toMessage(error as NodeJS.ErrnoException))
  }
}

/** Node's own message names the flag, but for a word that is none: that may be a token gone astray. */
function toMessage({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL'
    ? 'This command takes flags only'
    : message.split(/\n|\. /)[0]!
}

function toNumber(flag: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= min && number <= max) return number
  throw new FlagError(`--${flag} must be an integer from ${min} to ${max}`)
}

function toLogFormat(text: string): LogFormat {
  if (text === 'pretty' || text === 'json' || text === 'silent') return text
  throw new FlagError('--log must be pretty, json or silent')
}

function toApiToken(text: string): string {
  if (/^[!-~]+$/.test(text)) return text
  throw new FlagError('--api-token must be visible ASCII characters, at least one')
}

function toHost(text: string): string {
  if (isHost(text)) return text
  throw new FlagError('--host must be an address or a name, without a port')
}

function toHostName(text: string): string {
  if (isHostName(text)) return text
  throw new FlagError('--allow-host must be a name, without a port')
}

function toCors(text: string): string {
  if (isCorsOrigin(text)) return text
  throw new FlagError('--cors must be an origin like http://localhost:5173, or *')
}
