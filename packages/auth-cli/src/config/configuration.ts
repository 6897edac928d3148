import { usageError } from '../errors/command-error.ts'
import type { GlobalFlags } from './global-flags.ts'
import type { Environment } from '../proxy/proxy.ts'
import { readInput } from './read-input.ts'

/** A setting, and the name of the flag or variable that it came from. */
export interface Setting {
  value: string
  source: string
}

/** The API's address: flag, then environment. Blank counts as absent. */
export function findUrl({ url }: GlobalFlags, env: Environment): Setting | undefined {
  return pick('--url', url) ?? pick('QCI_API_URL', env['QCI_API_URL'])
}

/**
 * The API token: file or standard input, then environment.
 *
 * @throws CommandError (usage) when the file cannot be read or is blank: the environment does not step in for
 *   it, for that may be another user's token.
 */
export async function findApiToken(
  { apiTokenFile }: GlobalFlags,
  env: Environment,
): Promise<Setting | undefined> {
  if (apiTokenFile === undefined) return pick('QCI_TOKEN', env['QCI_TOKEN'])
  const flag = '--api-token-file'
  const token = pick(flag, (await readInput(apiTokenFile, flag)).toString())
  if (!token) throw usageError(`${flag}: there is no API token in it.`)
  return token
}

/** The one that is needed. */
export function requireUrl(url: Setting | undefined): Setting {
  if (url) return url
  throw usageError("No API address: set QCI_API_URL, or give --url. QCi's own is https://api.qci-prod.com.")
}

/** The one that is needed. */
export function requireApiToken(apiToken: Setting | undefined): Setting {
  if (apiToken) return apiToken
  throw usageError('No API token: set QCI_TOKEN, or give --api-token-file FILE (- for standard input).')
}

function pick(source: string, text: string | undefined): Setting | undefined {
  const value = text?.trim()
  return value ? { value, source } : undefined
}
