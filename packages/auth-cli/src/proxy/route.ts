import { isLoopback } from '../config/is-loopback.ts'
import type { Environment } from '../config/setting.ts'
import { isExempt } from './no-proxy.ts'
import { readProxy } from './proxy.ts'
import type { Proxy } from './proxy.ts'

/** How a URL is reached. */
export interface Route {
  /** Undefined: directly. */
  readonly proxy: Proxy | undefined
  /** Why, for the doctor. */
  readonly reason: string
}

/**
 * Decides how a URL is reached. Every request and the doctor use this decision.
 *
 * `http:` to this machine never uses a proxy: it is allowed only because it stays on this machine.
 *
 * @throws CommandError (usage) when the variable of the proxy cannot be used.
 */
export function findRoute(url: URL, env: Environment): Route {
  if (url.protocol === 'http:' && isLoopback(url)) {
    return { proxy: undefined, reason: 'none: plain http to this machine never uses a proxy' }
  }
  const proxy = readProxy(url.protocol, env)
  if (!proxy) {
    const variable = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
    return { proxy, reason: `none: ${variable} is not set` }
  }
  if (isExempt(url, env)) return { proxy: undefined, reason: 'none: the host is in NO_PROXY' }
  return { proxy, reason: `${proxy.host} of ${proxy.variable}` }
}
