import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'

import type { AuthMockServerOptions } from '../server/server.ts'
import { isHost, isHostName } from '../server/address.ts'
import { isCorsOrigin } from '../wire/cors.ts'

/** How events are logged. */
export type LogFormat = 'pretty' | 'json' | 'silent'

/** What the first line of standard output contains: the base URL, JSON, or shell commands that set the environment. */
export type OutputFormat = 'url' | 'json' | 'env'

/** TLS by files, or by a certificate that is created at the start. */
export type TlsFlags = { certFile: string; keyFile: string } | 'self-signed'

/** The parsed command line. */
export interface Flags {
  help: boolean
  version: boolean
  format: OutputFormat
  log: LogFormat
  exitWithParent: boolean
  /** The name of a scenario, or the path of a JSON file with one. */
  scenario: string | undefined
  /** The path of a module with the handlers of other APIs. */
  handlers: string | undefined
  /** Whether the mock of the optimization API is added. */
  optimization: boolean
  tls: TlsFlags | undefined
  server: AuthMockServerOptions
}

/** An unknown flag or a wrong value. The message is for users and shows no value. */
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
  handlers: { type: 'string' },
  optimization: { type: 'boolean' },
  tls: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'exit-with-parent': { type: 'boolean' },
  format: { type: 'string' },
  json: { type: 'boolean' },
  log: { type: 'string' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig

type FlagValues = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

/**
 * Parses the command line.
 *
 * @throws {@link FlagError}
 */
export function parseFlags(args: readonly string[]): Flags {
  const values = readFlags(args)
  const lifetimeSeconds = toInteger('token-lifetime', values['token-lifetime'], {
    min: 1,
    max: 3_000_000_000,
  })
  return {
    help: values.help ?? false,
    version: values.version ?? false,
    format: toFormat(values),
    log: oneOf('log', values.log ?? 'pretty', ['pretty', 'json', 'silent']),
    exitWithParent: values['exit-with-parent'] ?? false,
    scenario: values.scenario,
    handlers: values.handlers,
    optimization: values.optimization ?? false,
    tls: toTls(values),
    server: {
      port: toInteger('port', values.port, { min: 0, max: 65_535 }),
      host: checkText('host', values.host, {
        isValid: isHost,
        expected: 'an address or a name, without a port',
      }),
      allowHosts: values['allow-host']?.map((name) =>
        checkText('allow-host', name, { isValid: isHostName, expected: 'a name, without a port' })!,
      ),
      cors: checkText('cors', values.cors, {
        isValid: isCorsOrigin,
        expected: 'an origin such as http://localhost:5173, or *',
      }),
      apiToken: checkText('api-token', values['api-token'], {
        isValid: (text) => /^[!-~]+$/.test(text),
        expected: 'a non-empty string of visible ASCII characters',
      }),
      lifetimeMs: lifetimeSeconds === undefined ? undefined : lifetimeSeconds * 1000,
      seed: toInteger('seed', values.seed, { min: 0, max: Number.MAX_SAFE_INTEGER }),
    },
  }
}

function readFlags(args: readonly string[]): FlagValues {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values
  } catch (error) {
    throw new FlagError(toMessage(error as NodeJS.ErrnoException))
  }
}

/** Node's message names the flag. For an argument that is not a flag it is replaced: that may be a token. */
function toMessage({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return 'This command takes flags only'
  const [, ambiguous] = /^Option '([\w -]+)' argument is ambiguous/.exec(message) ?? []
  if (ambiguous !== undefined) {
    return `${ambiguous} has no value; write a value that begins with a dash as ${ambiguous}=-VALUE`
  }
  return message.split(/\n|\. /)[0]!
}

function toInteger(
  flag: string,
  text: string | undefined,
  { min, max }: { min: number; max: number },
): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= min && number <= max) return number
  throw new FlagError(`--${flag} must be an integer from ${min} to ${max}`)
}

function checkText(
  flag: string,
  text: string | undefined,
  { isValid, expected }: { isValid: (text: string) => boolean; expected: string },
): string | undefined {
  if (text === undefined || isValid(text)) return text
  throw new FlagError(`--${flag} must be ${expected}`)
}

function oneOf<Value extends string>(flag: string, text: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === text)
  if (found !== undefined) return found
  throw new FlagError(`--${flag} must be ${values.join(', ').replace(/, (\w+)$/, ' or $1')}`)
}

function toFormat({ format, json = false }: FlagValues): OutputFormat {
  if (format === undefined) return json ? 'json' : 'url'
  const parsed = oneOf('format', format, ['url', 'json', 'env'])
  if (json && parsed !== 'json') throw new FlagError('--json is the same as --format json: use one of them')
  return parsed
}

function toTls(values: FlagValues): TlsFlags | undefined {
  const { tls, 'tls-cert': certFile, 'tls-key': keyFile } = values
  if (tls !== undefined) {
    if (certFile !== undefined || keyFile !== undefined) {
      throw new FlagError('--tls self-signed cannot be used with --tls-cert and --tls-key')
    }
    return oneOf('tls', tls, ['self-signed'] as const)
  }
  if (certFile === undefined && keyFile === undefined) return undefined
  if (certFile === undefined || keyFile === undefined) {
    throw new FlagError('--tls-cert and --tls-key must be used together')
  }
  return { certFile, keyFile }
}
