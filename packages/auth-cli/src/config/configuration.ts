import { usageError } from '../errors/command-error.ts'
import type { GlobalFlags } from './global-flags.ts'
import type { Profile } from './profile.ts'
import { toSetting } from './setting.ts'
import type { Environment, Setting } from './setting.ts'

/** Where settings come from: flags first, then the profile if one is chosen, then the environment. */
export interface Sources {
  readonly flags: GlobalFlags
  readonly env: Environment
  readonly profile: ChosenProfile | undefined
}

interface ChosenProfile extends Profile {
  /** `profile "work"`, for messages. */
  readonly label: string
}

/** The largest API token file, in bytes. */
const MAX_TOKEN_BYTES = 65_536

/**
 * Finds the profile that `--profile` or `QCI_PROFILE` names.
 *
 * @throws CommandError (usage) when it does not exist.
 */
export async function resolveSources(flags: GlobalFlags, env: Environment): Promise<Sources> {
  const name = toSetting('--profile', flags.profile) ?? toSetting('QCI_PROFILE', env['QCI_PROFILE'])
  if (!name) return { flags, env, profile: undefined }
  const { readProfile } = await import('./profile.ts') // few use it
  const profile = await readProfile(name.value, name.source, env)
  return { flags, env, profile: { ...profile, label: `profile "${name.value}"` } }
}

/**
 * The API's address. Blank counts as absent.
 *
 * @throws CommandError (usage) when there is none.
 */
export function resolveUrl({ flags, env, profile }: Sources): Setting {
  const url =
    toSetting('--url', flags.url) ??
    (profile && toSetting(profile.label, profile.url)) ??
    toSetting('QCI_API_URL', env['QCI_API_URL'])
  if (url) return url
  throw usageError('No API address: set QCI_API_URL or use --url. For QCi it is https://api.qci-prod.com.')
}

/**
 * The API token. A file, standard input or a profile that yields none is an error: the environment is not used
 * instead, because its token may be that of another account.
 *
 * @throws CommandError (usage) when there is none or it cannot be read; the signal's reason when the time has passed.
 */
export async function resolveApiToken(
  { flags, env, profile }: Sources,
  signal: AbortSignal,
): Promise<Setting> {
  const file = flags.apiTokenFile
  if (file !== undefined) {
    const flag = '--api-token-file'
    return requireToken(flag, await readTokenFile(file, flag, signal))
  }
  if (profile?.apiTokenFile !== undefined) {
    const flag = profile.label
    return requireToken(flag, await readTokenFile(profile.apiTokenFile, flag, signal))
  }
  if (profile?.apiTokenVariable !== undefined) {
    const variable = profile.apiTokenVariable
    return requireToken(`${variable} (${profile.label})`, env[variable])
  }
  if (profile?.apiTokenCommand) {
    const { runTokenCommand } = await import('./run-token-command.ts')
    return requireToken(profile.label, await runTokenCommand(profile.apiTokenCommand, profile.label, signal))
  }
  const token = toSetting('QCI_TOKEN', env['QCI_TOKEN'])
  if (token) return token
  throw usageError('No API token: set QCI_TOKEN or use --api-token-file FILE (- for standard input).')
}

async function readTokenFile(file: string, flag: string, signal: AbortSignal): Promise<string> {
  const { readInput } = await import('./read-input.ts')
  return readInput(file, { flag, signal, maxBytes: MAX_TOKEN_BYTES })
}

function requireToken(source: string, text: string | undefined): Setting {
  const token = toSetting(source, text)
  if (token) return token
  throw usageError(`${source} contains no API token.`)
}

/**
 * Whether `http:` to other machines is allowed, by `--allow-insecure` or `QCI_ALLOW_INSECURE`.
 *
 * @throws CommandError (usage) when the variable is neither true, 1, false nor 0.
 */
export function isInsecureAllowed({ flags, env }: Pick<Sources, 'flags' | 'env'>): boolean {
  const text = env['QCI_ALLOW_INSECURE']?.trim() ?? ''
  if (!/^(true|1|false|0|)$/i.test(text)) throw usageError('QCI_ALLOW_INSECURE must be true, 1, false or 0.')
  return flags.allowInsecure === true || /^(true|1)$/i.test(text)
}
