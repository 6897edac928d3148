import { once } from 'node:events'
import { connect as connectTcp, isIP } from 'node:net'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

import type { Proxy } from '../proxy/proxy.ts'
import type { Route } from '../proxy/route.ts'
import { toTransportError, TransportError } from './transport-error.ts'

/** How long one address of a host is tried before the next; Node's 250 ms is too short for distant hosts. */
const ATTEMPT_TIMEOUT_MS = 1_000

/** The host of a URL as sockets expect it, without the brackets of IPv6. */
export function toHost({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}

/** The port of a URL, by default that of its scheme. */
export function toPort({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' ? 443 : 80))
}

/**
 * Opens the connection that a request to a URL uses: TCP, with a tunnel through the proxy and TLS where needed.
 *
 * @throws TransportError, or the signal's reason.
 */
export async function openConnection(url: URL, route: Route, signal: AbortSignal): Promise<Socket> {
  const transport = await openTransport(url, route, signal)
  return url.protocol === 'https:' ? openTls(transport, url, signal) : transport
}

/**
 * Opens what TLS or HTTP then uses: TCP to the host, a tunnel through the proxy (`https:`), or TCP to the proxy
 * (`http:`).
 *
 * @throws TransportError, or the signal's reason.
 */
export async function openTransport(url: URL, { proxy }: Route, signal: AbortSignal): Promise<Socket> {
  if (!proxy) return openTcp(url, signal)
  let socket: Socket
  try {
    socket = await openTcp(proxy.url, signal)
    if (proxy.url.protocol === 'https:') socket = await openTls(socket, proxy.url, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw toTransportError(error, { isProxy: true })
  }
  return url.protocol === 'https:' ? openTunnel(socket, proxy, url, signal) : socket
}

/**
 * Starts TLS on a connection.
 *
 * @throws TransportError, or the signal's reason.
 */
export async function openTls(transport: Socket, url: URL, signal: AbortSignal): Promise<TLSSocket> {
  const { connect } = await import('node:tls') // costs 20 ms, and plain HTTP does not need it
  const host = toHost(url)
  const servername = isIP(host) === 0 ? { servername: host } : {}
  return whenReady(connect({ socket: transport, host, ...servername }), 'secureConnect', signal)
}

function openTcp(url: URL, signal: AbortSignal): Promise<Socket> {
  return whenReady(
    connectTcp({
      host: toHost(url),
      port: toPort(url),
      noDelay: true,
      autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT_MS,
    }),
    'connect',
    signal,
  )
}

/** Requests a tunnel from a proxy (RFC 9110 section 9.3.6). */
async function openTunnel(transport: Socket, proxy: Proxy, url: URL, signal: AbortSignal): Promise<Socket> {
  const { request } = await import('node:http')
  const target = `${url.hostname}:${toPort(url)}`
  const outgoing = request({
    method: 'CONNECT',
    path: target,
    headers: {
      Host: target,
      ...(proxy.authorization !== undefined && { 'Proxy-Authorization': proxy.authorization }),
    },
    createConnection: () => transport,
    signal,
  })
  outgoing.end()
  let response: { statusCode: number; statusMessage: string }
  try {
    ;[response] = (await once(outgoing, 'connect')) as [typeof response]
  } catch (error) {
    transport.destroy()
    signal.throwIfAborted()
    throw toTransportError(error, { isProxy: true })
  }
  if (response.statusCode === 200) return transport
  transport.destroy()
  throw new TransportError(
    `the proxy responded ${[response.statusCode, response.statusMessage].join(' ').trim()} to CONNECT`,
    `PROXY_STATUS_${response.statusCode}`,
  )
}

async function whenReady<T extends Socket>(socket: T, event: string, signal: AbortSignal): Promise<T> {
  try {
    await once(socket, event, { signal })
  } catch (error) {
    socket.on('error', () => {}) // may follow when it is destroyed
    socket.destroy()
    signal.throwIfAborted()
    throw toTransportError(error)
  }
  return socket
}
