import net, { isIP } from 'node:net'

import type { Environment } from '../config/setting.ts'

/**
 * Whether `no_proxy` or `NO_PROXY` names a host, by the rules that curl and Go share: names, which include the names
 * below them; `.name` and `*.name`, likewise; addresses and networks (`10.0.0.0/8`); each of them with or without a
 * port; `*` for all. Entries are separated by commas or white space.
 */
export function isExempt({ hostname, port, protocol }: URL, env: Environment): boolean {
  const host = toHost(hostname)
  const actualPort = port || (protocol === 'https:' ? '443' : '80')
  const entries = (env['no_proxy'] || env['NO_PROXY'] || '').toLowerCase().split(/[\s,]+/)
  return entries.some((entry) => entry !== '' && (entry === '*' || matches(entry, host, actualPort)))
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry.includes('/')) return isInNetwork(host, entry)
  const withPort = /^(?<name>\[.+\]|[^:]+):(?<port>\d+)$/.exec(entry)?.groups
  if (withPort && withPort['port'] !== port) return false
  const name = toHost(withPort?.['name'] ?? entry).replace(/^\*?\./, '')
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`))
}

function isInNetwork(host: string, network: string): boolean {
  const [address = '', prefix = ''] = network.split('/')
  const family = isIP(host)
  if (family === 0 || isIP(toHost(address)) !== family || !/^\d{1,3}$/.test(prefix)) return false
  const list = new net.BlockList()
  const type = family === 4 ? 'ipv4' : 'ipv6'
  try {
    list.addSubnet(toHost(address), Number(prefix), type)
  } catch {
    return false // a prefix longer than the address
  }
  return list.check(host, type)
}

/** Removes the brackets of IPv6 and the dot of the root. */
function toHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}
