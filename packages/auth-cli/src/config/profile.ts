import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

import { usageError } from '../errors/command-error.ts'
import type { Environment } from './setting.ts'

/** An account: the address of the API, and where its API token is. Never the token itself. */
export interface Profile {
  readonly url?: string
  /** A file that contains the token. */
  readonly apiTokenFile?: string
  /** An environment variable that contains the token. */
  readonly apiTokenVariable?: string
  /** A program that prints the token, with its arguments. */
  readonly apiTokenCommand?: readonly string[]
}

const KEYS = ['url', 'apiTokenFile', 'apiTokenVariable', 'apiTokenCommand'] as const

/** The file with the profiles, in the platform's folder for configuration. */
export function toProfilesFile(env: Environment, platform: NodeJS.Platform = process.platform): string {
  const folder =
    platform === 'win32'
      ? (env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'))
      : env['XDG_CONFIG_HOME'] ||
        (platform === 'darwin'
          ? join(homedir(), 'Library', 'Application Support')
          : join(env['HOME'] || homedir(), '.config'))
  return join(folder, 'qci-auth', 'profiles.json')
}

/**
 * Reads all profiles by name. Without the file there are none.
 *
 * @throws CommandError (usage) when the file cannot be read or has an error; shows no value of it.
 */
export async function readProfiles(env: Environment): Promise<ReadonlyMap<string, Profile>> {
  const file = toProfilesFile(env)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return new Map()
    throw usageError(`The profiles in ${file} cannot be read (${code}).`)
  }
  return parseProfiles(text, file)
}

/**
 * Reads one profile.
 *
 * @param source - The flag or variable that names it, for messages.
 * @throws CommandError (usage) when there is no such profile.
 */
export async function readProfile(name: string, source: string, env: Environment): Promise<Profile> {
  const profiles = await readProfiles(env)
  const profile = profiles.get(name)
  if (profile) return profile
  const names = [...profiles.keys()]
  throw usageError(
    `${source}: no such profile in ${toProfilesFile(env)}.`,
    names.length > 0 ? `Profiles: ${names.join(', ')}.` : 'See "qci-auth profile --help" for its format.',
  )
}

function parseProfiles(text: string, file: string): ReadonlyMap<string, Profile> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw usageError(`${file} is not valid JSON.`)
  }
  if (!isObject(value)) throw usageError(`${file} must be a JSON object of profiles by name.`)
  return new Map(
    Object.entries(value).map(([name, profile]) => {
      checkProfile(profile, `${file}: profile "${name}"`)
      return [name, profile]
    }),
  )
}

function checkProfile(profile: unknown, where: string): asserts profile is Profile {
  if (!isObject(profile)) throw usageError(`${where} must be an object.`)
  for (const [key, value] of Object.entries(profile)) {
    if (/^(api_?)?token$/i.test(key)) {
      throw usageError(
        `${where} must not contain the token itself.`,
        `Write where it is stored: ${KEYS.slice(1).join(', ')}.`,
      )
    }
    if (!KEYS.some((known) => known === key)) {
      throw usageError(`${where} has an unknown key.`, `Keys: ${KEYS.join(', ')}.`)
    }
    const isList = key === 'apiTokenCommand'
    const isValid = isList
      ? Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string')
      : typeof value === 'string'
    if (!isValid) {
      throw usageError(`${where}: ${key} must be ${isList ? 'a list of strings' : 'a string'}.`)
    }
  }
  if (KEYS.slice(1).filter((key) => key in profile).length > 1) {
    throw usageError(`${where} must have only one of ${KEYS.slice(1).join(', ')}.`)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
