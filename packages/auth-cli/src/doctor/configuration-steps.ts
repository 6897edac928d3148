import { lstat, stat } from 'node:fs/promises'

import { isInsecureAllowed, resolveApiToken, resolveSources, resolveUrl } from '../config/configuration.ts'
import { createClient } from '../session/create-client.ts'
import { parseApiToken } from '../config/parse-api-token.ts'
import { parseUrl } from '../config/parse-url.ts'
import { STANDARD_INPUT } from '../config/read-input.ts'
import type { Environment, Setting } from '../config/setting.ts'
import { findTokenCache } from '../config/token-cache.ts'
import { findRoute } from '../proxy/route.ts'
import { createTimedFetch } from './timed-fetch.ts'
import { passed, warning } from './step.ts'
import type { DoctorContext, Finding, Step } from './step.ts'

const apiAddress: Step = {
  name: 'API address',
  needs: [],
  async run(context) {
    const sources = await resolveSources(context.flags, context.env)
    context.sources = sources
    context.urlSetting = resolveUrl(sources)
    return passed(describeSource(context.urlSetting, 'QCI_API_URL', context.env))
  },
}

const apiToken: Step = {
  name: 'API token',
  needs: [],
  async run(context, signal) {
    const { flags, env } = context
    const sources = context.sources ?? (await resolveSources(flags, env))
    const token = parseApiToken(await resolveApiToken(sources, signal))
    context.apiToken = token
    const source = describeSource(token, 'QCI_TOKEN', env)
    return warnOfReadableFile(source, flags.apiTokenFile ?? sources.profile?.apiTokenFile)
  },
}

/** A note when other users of this machine can read the file of the API token. */
async function warnOfReadableFile(source: string, file: string | undefined): Promise<Finding> {
  if (file === undefined || file === STANDARD_INPUT || process.platform === 'win32') return passed(source)
  const stats = await stat(file)
  if (!stats.isFile() || (stats.mode & 0o077) === 0) return passed(source)
  const mode = (stats.mode & 0o777).toString(8)
  return warning(
    `${source}; other users of this machine can read the file (mode ${mode})`,
    'Run "chmod 600" on the file, so that only you can read the API token.',
  )
}

const url: Step = {
  name: 'URL',
  needs: ['API address'],
  run(context) {
    const sources = context.sources!
    context.url = parseUrl(context.urlSetting!, { allowInsecure: isInsecureAllowed(sources) })
    return passed(context.url.href)
  },
}

const proxy: Step = {
  name: 'Proxy',
  needs: ['URL'],
  run(context) {
    const { env, flags, apiToken: token } = context
    context.route = findRoute(context.url!, env)
    context.client = createClient({
      url: context.url!,
      apiToken: token,
      timeoutSeconds: flags.timeout,
      fetch: createTimedFetch(context),
    })
    return describeRoute(context)
  },
}

function describeRoute({ route, env }: DoctorContext): Finding {
  const isSet = (name: string) => env[name]?.trim()
  const { reason, proxy: used } = route!
  if (!used && ['ALL_PROXY', 'all_proxy'].some(isSet)) {
    return warning(`${reason}; ALL_PROXY is not used`, 'If a proxy is needed, set HTTPS_PROXY.')
  }
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].flatMap((name) => [name.toLowerCase(), name])
  const set = names.filter(isSet)
  return passed(set.length > 0 ? `${reason} (set: ${set.join(', ')})` : reason)
}

/** Where a setting comes from, and what is set but not used. Shows names only. */
function describeSource({ source }: Setting, variable: string, env: Environment): string {
  if (source === variable) return `${variable}, from the environment`
  return env[variable]?.trim() ? `${source} (${variable} is set too, but not used)` : source
}

/** Reports the cache. The doctor itself never uses it: it shows whether the exchange works now. */
const tokenCache: Step = {
  name: 'Token cache',
  needs: [],
  async run({ flags, env }) {
    const { folder, reason } = findTokenCache(flags, env)
    if (folder === undefined) return passed(reason)
    const stats = await lstat(folder).catch(() => undefined)
    if (!stats) return passed(`${folder} (does not exist yet)`)
    if (stats.isDirectory() && (process.platform === 'win32' || (stats.mode & 0o022) === 0))
      return passed(folder)
    return warning(
      `${folder} is not used: it must be a folder that you own and that other users cannot write to`,
      'Remove it, or set QCI_AUTH_CACHE to another folder.',
    )
  },
}

/** Whether the configuration is complete and can be used. */
export const CONFIGURATION_STEPS: readonly Step[] = [apiAddress, apiToken, url, proxy, tokenCache]
