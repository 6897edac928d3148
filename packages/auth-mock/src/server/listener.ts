import type { IncomingMessage, RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

import type { ConnectionControl } from '../faults/refuse-periods.ts'
import { nodeHttp } from './node-http.ts'
import { requestLineOf, refuseMalformed } from './raw-response.ts'

/** A request whose body is not read. */
export type BareRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** A port that can be made to refuse connections for a while. */
export interface Listener extends ConnectionControl {
  /**
   * Begins to listen.
   *
   * @returns The base URL, without a slash at the end.
   * @throws Error with node's `code` (`EADDRINUSE`, …), naming host and port.
   */
  listen(host: string, port: number): Promise<string>
  /** Drops the connections and frees the port. */
  close(): Promise<void>
}

/** What a listener does with what comes. */
export interface ListenerHooks {
  onRequest: RequestListener
  /** CONNECT and methods that node does not know: it makes no response object for them. */
  onBareRequest: (request: BareRequest, socket: Duplex) => void
}

/** A listener that does not listen yet. */
export function createListener({ onRequest, onBareRequest }: ListenerHooks): Listener {
  const serve: RequestListener = (request, response) => {
    if (refusing) request.socket.resetAndDestroy() // a connection from before
    else onRequest(request, response)
  }
  const server = nodeHttp.createServer({ joinDuplicateHeaders: true, requireHostHeader: false }, serve)
  server.on('checkExpectation', serve)
  server.on('connect', onBareRequest)
  server.on('clientError', (error, socket) => {
    const line = requestLineOf(error)
    if (line) onBareRequest({ ...line, headers: {} }, socket)
    else refuseMalformed(error, socket)
  })
  let address: { host: string; port: number } | undefined
  let refusing = false

  function accept(): void {
    if (!refusing) return
    refusing = false
    if (address) server.listen(address.port, address.host)
  }

  return {
    accept,
    refuse() {
      refusing = true
      server.close()
      server.closeIdleConnections()
    },
    async listen(host, port) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) => reject(toListenError(error, host, port)))
        server.listen(port, host, resolve)
      })
      server.removeAllListeners('error')
      server.on('error', () => {}) // the port was taken while it was refusing: it goes on refusing
      address = { host, port: (server.address() as AddressInfo).port }
      if (refusing) server.close() // it begins like that, on a port that is known now
      return `http://${toUrlHost(host)}:${address.port}`
    },
    close() {
      address = undefined
      return new Promise((resolve) => {
        server.close(() => resolve()) // an error says that it was not listening
        server.closeAllConnections()
      })
    },
  }
}

/** What a caller writes to reach a server that listens on this host. */
function toUrlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

function toListenError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const why = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be had (${cause.code})`
  return Object.assign(new Error(`Port ${port} on ${host} ${why}`, { cause }), { code: cause.code })
}
