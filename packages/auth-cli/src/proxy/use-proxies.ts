import type { Dispatcher } from 'undici'

import { findRoute } from './route.ts'
import type { Environment, Proxy } from './proxy.ts'

/**
 * Has every request of this process take the way that {@link findRoute} decides.
 *
 * Node's own `fetch` knows proxies only when the process was started so, and not on every Node 22: undici, of
 * which it is made, is put in its place as a whole, for parts of two versions do not fit together.
 */
export async function useProxies(env: Environment): Promise<void> {
  const { Agent, install, ProxyAgent, setGlobalDispatcher } = await import('undici')
  const direct = new Agent()
  const agents = new Map<string, Dispatcher>()

  const agentOf = ({ url, authorization }: Proxy): Dispatcher => {
    const known = agents.get(url.href)
    if (known) return known
    // Plain http: is asked of the proxy itself: many refuse to open tunnels to port 80.
    const token = authorization === undefined ? {} : { token: authorization }
    const agent = new ProxyAgent({ uri: url.href, proxyTunnel: false, ...token })
    agents.set(url.href, agent)
    return agent
  }

  setGlobalDispatcher(
    direct.compose(() => (options, handler) => {
      const { proxy } = findRoute(new URL(String(options.origin)), env)
      return (proxy ? agentOf(proxy) : direct).dispatch(options, handler)
    }),
  )
  install()
}
