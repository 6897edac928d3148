import { isLoopback } from '../config/is-loopback.ts'
import { isExempt } from './no-proxy.ts'
import { readProxy } from './proxy.ts'
import type { Environment, Proxy } from './proxy.ts'

/** The way to an address. */
export interface Route {
  /** Undefined: directly. */
  readonly proxy: Proxy | undefined
  /** Why, for people. */
  readonly reason: string
}

/**
 * Decides the way to an address: the only place that does, so that what is said is what is done.
 *
 * `http:` to this machine goes through no proxy: it is allowed because it does not leave the machine.
 *
 * @throws CommandError (usage) when the proxy's variable cannot be used.
 */
export function findRoute(url: URL, env: Environment): Route {
  const proxy = readProxy(url.protocol, env)
  if (!proxy) {
    const variable = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
    return { proxy, reason: `none: ${variable} is not set` }
  }
  if (url.protocol === 'http:' && isLoopback(url)) {
    return { proxy: undefined, reason: `none: http: to this machine does not go through ${proxy.variable}` }
  }
  if (isExempt(url, env)) return { proxy: undefined, reason: 'none: NO_PROXY names the host' }
  return { proxy, reason: `${proxy.host} of ${proxy.variable}` }
}
