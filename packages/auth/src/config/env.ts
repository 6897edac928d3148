import { ConfigurationError } from '../errors/errors.ts'
import { readProperty } from '../read-property.ts'

/**
 * Environment variables by name, such as `process.env` or the `env` of a Cloudflare Worker.
 *
 * Any object is accepted. Only the variables that are named here are read.
 */
export interface Environment {
  /** The API's address. Used when the option `url` is absent. */
  readonly QCI_API_URL?: string | undefined
  /** The API token. Used when the option `apiToken` is absent. */
  readonly QCI_TOKEN?: string | undefined
  /** `true` or `1` allows plain `http:`. Used when the option `allowInsecure` is absent. */
  readonly QCI_ALLOW_INSECURE?: string | undefined
  /** `1` prints events to the console's error stream. Used when the option `onEvent` is absent. */
  readonly QCI_AUTH_DEBUG?: string | undefined
  // `any`, not `unknown`: an interface or a class without an index signature is assignable only to this.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly [name: string]: any
}

/** The variables that replace options, and the option of each. */
const OPTION_OF = {
  QCI_API_URL: 'url',
  QCI_TOKEN: 'apiToken',
  QCI_ALLOW_INSECURE: 'allowInsecure',
  QCI_AUTH_DEBUG: 'onEvent',
}

/** The name of a variable that replaces an option. */
export type Variable = keyof typeof OPTION_OF

/**
 * Reads one environment variable, in any runtime.
 *
 * @param env - Replaces the process's environment when given.
 * @returns The trimmed text. Undefined when it is absent or blank, when there is no `process` (browsers), or
 *   when reading it is denied (Deno without `--allow-env`).
 * @throws {@link ConfigurationError} when the value is not a string, such as a Secrets Store binding.
 */
export function readVariable(name: Variable, env: Environment | undefined): string | undefined {
  const value = readUnchecked(name, env)
  if (value === undefined) return undefined
  if (typeof value !== 'string') {
    throw new ConfigurationError(`${name} must be a string, got ${value === null ? 'null' : typeof value}.`, {
      option: OPTION_OF[name],
      source: name,
    })
  }
  return value.trim() || undefined
}

/** Whether an environment variable has any value that is not blank. Never throws. */
export function hasVariable(name: string, env: Environment | undefined): boolean {
  const value = readUnchecked(name, env) ?? ''
  return typeof value !== 'string' || value.trim() !== ''
}

function readUnchecked(name: string, env: Environment | undefined): unknown {
  try {
    const source = env ?? (globalThis as { process?: { env?: Environment } }).process?.env
    return source && readProperty(source, name)
  } catch {
    return undefined
  }
}
