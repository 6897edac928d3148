import { findApiToken, findUrl, requireApiToken, requireUrl } from '../config/configuration.ts'
import type { Setting } from '../config/configuration.ts'
import { createClient, toAddress } from '../config/create-client.ts'
import type { Environment } from '../proxy/proxy.ts'
import { findRoute } from '../proxy/route.ts'
import { useProxies } from '../proxy/use-proxies.ts'
import { passed, warning } from './step.ts'
import type { Step } from './step.ts'
import { watchTimes } from './record-times.ts'

const apiAddress: Step = {
  name: 'API address',
  needs: [],
  examine(patient) {
    patient.url = requireUrl(findUrl(patient.flags, patient.env))
    return passed(tellSource(patient.url, 'QCI_API_URL', patient.env))
  },
}

const apiToken: Step = {
  name: 'API token',
  needs: [],
  async examine(patient) {
    const { flags, env } = patient
    const found = requireApiToken(await findApiToken(flags, env))
    // The client knows what an API token may look like; the address does not matter here.
    createClient({ value: 'https://localhost', source: 'none' }, found, flags).close()
    patient.apiToken = found
    return passed(tellSource(found, 'QCI_TOKEN', env))
  },
}

const url: Step = {
  name: 'URL',
  needs: ['API address'],
  examine(patient) {
    patient.address = toAddress(patient.url!, patient.flags)
    return passed(patient.address.href)
  },
}

const proxy: Step = {
  name: 'Proxy',
  needs: ['URL'],
  async examine(patient) {
    const { env, address, flags, url: setting, apiToken: token } = patient
    patient.route = findRoute(address!, env)
    if (patient.route.proxy) await useProxies(env)
    patient.client = createClient(setting!, token, flags, { fetch: watchTimes(patient) })
    const isSet = (name: string) => env[name]?.trim()
    const { reason } = patient.route
    if (!patient.route.proxy && ['ALL_PROXY', 'all_proxy'].some(isSet)) {
      return warning(`${reason}; ALL_PROXY is not used`, 'If a proxy is needed, set HTTPS_PROXY.')
    }
    const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].flatMap((name) => [name.toLowerCase(), name])
    const set = names.filter(isSet)
    return passed(set.length > 0 ? `${reason} (set: ${set.join(', ')})` : reason)
  },
}

/** Where a setting was found, and what else was set but does not count. Names only. */
function tellSource({ source }: Setting, variable: string, env: Environment): string {
  if (source === variable) return `${variable}, from the environment`
  return env[variable]?.trim() ? `${source} (${variable} is set too, and does not count)` : source
}

/** What was configured, and whether it can be used. */
export const CONFIGURATION_STEPS: readonly Step[] = [apiAddress, apiToken, url, proxy]
