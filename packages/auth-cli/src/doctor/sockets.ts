import { once } from 'node:events'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { connect, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { TLSSocket } from 'node:tls'

import type { Proxy } from '../proxy/proxy.ts'

/** The host of an address as sockets take it, without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}

/** The port of an address, its scheme's own when it names none. */
export function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' ? 443 : 80))
}

/** Connects to the host of an address. */
export async function openSocket(address: URL, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host: hostOf(address), port: portOf(address) })
  return whenReady(socket, 'connect', signal)
}

/**
 * Has a proxy open a tunnel to the host of an address (RFC 9110 section 9.3.6).
 *
 * @throws Error that tells the proxy's status when it refuses.
 */
export async function openTunnel(proxy: Proxy, address: URL, signal: AbortSignal): Promise<Socket> {
  const target = `${address.hostname}:${portOf(address)}`
  const request = (proxy.url.protocol === 'https:' ? requestHttps : requestHttp)(proxy.url, {
    method: 'CONNECT',
    path: target,
    headers: {
      Host: target,
      ...(proxy.authorization !== undefined && { 'Proxy-Authorization': proxy.authorization }),
    },
    agent: false,
    signal,
  })
  request.end()
  const [response, socket] = (await once(request, 'connect')) as [{ statusCode: number }, Socket]
  if (response.statusCode === 200) return socket
  socket.destroy()
  throw new Error(`Proxy response (${response.statusCode}) to CONNECT`)
}

/** Speaks TLS over a socket, with the checks that requests make. */
export async function openTls(socket: Socket, address: URL, signal: AbortSignal): Promise<TLSSocket> {
  const host = hostOf(address)
  const servername = isIP(host) === 0 ? { servername: host } : {}
  return whenReady(connectTls({ socket, host, ...servername }), 'secureConnect', signal)
}

async function whenReady<T extends Socket>(socket: T, event: string, signal: AbortSignal): Promise<T> {
  try {
    await once(socket, event, { signal })
  } catch (error) {
    socket.destroy()
    throw error
  }
  return socket
}
