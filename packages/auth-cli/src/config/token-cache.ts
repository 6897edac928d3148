import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

import type { TokenSharing } from '@qci-client/auth'

import type { GlobalFlags } from './global-flags.ts'
import type { Environment } from './setting.ts'

/** Where access tokens are cached between runs, or why they are not. */
export type TokenCache =
  | { readonly folder: string; readonly reason?: undefined }
  | { readonly folder: undefined; readonly reason: string }

/**
 * Finds the folder of the token cache: `QCI_AUTH_CACHE`, or the platform's folder for caches.
 *
 * The folder need not exist. `--no-cache`, `QCI_AUTH_CACHE=off` and a missing home turn the cache off.
 */
export function findTokenCache(
  flags: GlobalFlags,
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): TokenCache {
  const setting = env['QCI_AUTH_CACHE']?.trim()
  if (flags.cache === false) return { folder: undefined, reason: 'turned off by --no-cache' }
  if (setting && /^(off|false|no|0)$/i.test(setting))
    return { folder: undefined, reason: 'turned off by QCI_AUTH_CACHE' }
  if (setting) return { folder: resolve(setting) }
  const parent = findCacheFolder(env, platform)
  return parent
    ? { folder: join(parent, 'qci-auth') }
    : { folder: undefined, reason: 'off because there is no home folder' }
}

function findCacheFolder(env: Environment, platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32') return env['LOCALAPPDATA']
  const cacheHome = env['XDG_CACHE_HOME']
  if (cacheHome && isAbsolute(cacheHome)) return cacheHome // a relative one is invalid, and is ignored
  const home = env['HOME'] || findHome()
  return home && join(home, ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']))
}

function findHome(): string | undefined {
  try {
    return homedir()
  } catch {
    return undefined // the user has no entry in the system's list
  }
}

/** Makes the client share its access token with other runs, through the folder. */
export async function createSharing(cache: TokenCache): Promise<TokenSharing | undefined> {
  if (cache.folder === undefined) return undefined
  const [{ shareTokens }, { folderStore }] = await Promise.all([
    import('@qci-client/auth/share'),
    import('@qci-client/auth/node'),
  ])
  return shareTokens(folderStore(cache.folder))
}
