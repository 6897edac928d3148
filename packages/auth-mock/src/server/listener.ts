import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

import type { ConnectionControl } from '../faults/refuse-periods.ts'
import { nodeHttp } from './node-http.ts'
import { requestLineOf, rejectMalformed } from './raw-response.ts'

/** A request without access to its body. */
export type BareRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** A port that can refuse connections for a while. */
export interface Listener extends ConnectionControl {
  /**
   * Starts to listen.
   *
   * @returns The base URL, without a slash at the end.
   * @throws Error with Node's `code` (`EADDRINUSE`, …), naming host and port.
   */
  listen(host: string, port: number): Promise<string>
  /** Drops the connections and frees the port. */
  close(): Promise<void>
}

/** The callbacks of a listener, and its certificate. */
export interface ListenerOptions {
  /** Certificate and key in PEM for https; `undefined` for http. */
  tls?: { readonly cert: string; readonly key: string } | undefined
  onRequest: RequestListener
  /** For CONNECT and methods that Node does not know: there is no response object for them. */
  onBareRequest: (request: BareRequest, socket: Duplex) => void
}

/** Creates a listener that does not listen yet. */
export function createListener({ onRequest, onBareRequest, tls }: ListenerOptions): Listener {
  const serve: RequestListener = (request, response) => {
    if (refusing) request.socket.resetAndDestroy() // a connection from before the fault
    else onRequest(request, response)
  }
  const server = createServer(tls, serve)
  server.on('checkExpectation', serve)
  server.on('connect', onBareRequest)
  server.on('clientError', (error, socket) => {
    const line = requestLineOf(error)
    if (line) onBareRequest({ ...line, headers: {} }, socket)
    else rejectMalformed(error, socket)
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
      server.on('error', () => {}) // another program has taken the port: connections are still refused
      address = { host, port: (server.address() as AddressInfo).port }
      if (refusing) server.close() // a scenario refuses connections from the start
      return `${tls ? 'https' : 'http'}://${toUrlHost(host)}:${address.port}`
    },
    close() {
      address = undefined
      return new Promise((resolve) => {
        server.close(() => resolve()) // an error means that it was not listening
        server.closeAllConnections()
      })
    },
  }
}

/** Creates Node's server, for https only when there is a certificate. */
function createServer(tls: ListenerOptions['tls'], onRequest: RequestListener): Server {
  const options = { joinDuplicateHeaders: true, requireHostHeader: false }
  if (!tls) return nodeHttp.createServer(options, onRequest)
  const { cert, key } = tls
  try {
    return process.getBuiltinModule('node:https').createServer({ ...options, cert, key }, onRequest)
  } catch (error) {
    throw new TypeError(`tls: the certificate or key is not valid PEM (${(error as Error).message})`, {
      cause: error,
    })
  }
}

/** The host for URLs of a server that listens on this address. */
function toUrlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** Why a port cannot be opened and what to do, by Node's code. */
const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use; 0 takes a free port',
  EADDRNOTAVAIL: 'cannot be opened: this address is not one of this machine (EADDRNOTAVAIL)',
  ENOTFOUND: 'cannot be opened: this host name does not exist (ENOTFOUND)',
}

function toListenError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const why = WHY[cause.code ?? ''] ?? `cannot be opened (${cause.code})`
  return Object.assign(new Error(`Port ${port} on ${host} ${why}`, { cause }), { code: cause.code })
}
