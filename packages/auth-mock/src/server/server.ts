import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

import { toMockResponse } from '../contract/responses.ts'
import type { AuthMockControls } from '../engine/auth-mock-controls.ts'
import { createEngine } from '../engine/engine.ts'
import { type AuthMockEnv, toEnv } from '../engine/env.ts'
import type { AuthMockOptions } from '../engine/options.ts'
import type { ApiHandler } from '../wire/api-handler.ts'
import type { MockResponse } from '../wire/types.ts'
import { resolveAddress } from './address.ts'
import { type BareRequest, createListener } from './listener.ts'
import { NodeRequest, toHeaders, toPath } from './node-request.ts'
import { findProtocolError } from './protocol-error.ts'
import { sendRaw } from './raw-response.ts'
import { sendResponse } from './send-response.ts'

/** The options of the mock on a port, beyond {@link AuthMockOptions}. */
export interface AuthMockServerOptions extends AuthMockOptions {
  /** The port to listen on; 0 takes a free one. @defaultValue `0` */
  port?: number | undefined
  /** The address to listen on. @defaultValue `'127.0.0.1'` */
  host?: string | undefined
  /** Names in the `Host` header under which the admin API may be used, beyond those of the loopback. */
  allowHosts?: readonly string[] | undefined
  /** The certificate and key (PEM) to serve https. Default: http. */
  tls?: { readonly cert: string; readonly key: string } | undefined
}

/** The mock on a port. */
export interface AuthMockServer {
  /** The base URL without a slash at the end: `http://127.0.0.1:49152`. */
  readonly url: string
  /** The controls of the mock. */
  readonly mock: AuthMockControls
  /** The environment for a client under test, in this process or a child. */
  readonly env: AuthMockEnv
  /** The same as `mock.use()`: adds other APIs on the port, until the next `mock.reset()`. */
  use(...handlers: readonly ApiHandler[]): void
  /** Drops requests in flight and frees the port. It may be called more than once; the server is not restarted. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts the mock on a port, for programs in any language. It needs no msw, except for the handlers of other APIs.
 *
 * @throws TypeError naming the option that is wrong.
 * @throws Error with Node's `code` when the port cannot be opened (`EADDRINUSE`).
 *
 * @example
 * ```ts
 * await using api = await startAuthMockServer()
 * const client = new AuthClient({ env: api.env })
 * ```
 */
export async function startAuthMockServer(options: AuthMockServerOptions = {}): Promise<AuthMockServer> {
  const { port, host, allowHosts } = resolveAddress(options)
  let url = ''

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const protocolError = findProtocolError(incoming)
    if (protocolError) return sendResponse(response, toMockResponse(protocolError, engine.clock.now()))
    const request = new NodeRequest(incoming, response, url)
    const isAdmin = /^\/__mock__(?:\/|$)/.test(request.path)
    return sendResponse(response, isAdmin ? await serveAdmin(request) : await engine.handle(request))
  }

  /** Responds to a request without a body or a response object: a CONNECT, or an unknown method. */
  async function serveBare(bare: BareRequest, socket: Duplex): Promise<void> {
    const { signal } = new AbortController()
    const { method = '', url: target = '' } = bare
    const request = { method, path: toPath(target), headers: toHeaders(bare), signal }
    const response = await engine.handle({
      ...request,
      readBody: async () => new Uint8Array(),
      toRequest: () => new Request(`${url}${request.path}`, { method }),
    })
    sendRaw(socket, response)
  }

  async function serveAdmin(request: NodeRequest): Promise<MockResponse> {
    const { handleAdminRequest } = await import('./admin/admin.ts') // on demand: most runs never need it
    const names = [host, `[${host}]`, ...allowHosts] // an IPv6 address has brackets in `Host`
    return handleAdminRequest({ mock, url, mask: engine.mask, allowHosts: names }, request)
  }

  const listener = createListener({
    tls: options.tls,
    onRequest(request, response) {
      serve(request, response).catch(() => response.destroy()) // one request must not end the process
    },
    onBareRequest: (request, socket) => void serveBare(request, socket),
  })
  const engine = createEngine(options, listener)
  const mock = engine.controls
  url = await listener.listen(host, port).catch((error: unknown) => {
    engine.close()
    throw error
  })

  const close = (): Promise<void> => {
    const closed = listener.close()
    engine.close()
    return closed
  }
  return {
    url,
    mock,
    env: toEnv(url, engine.config),
    use: (...handlers) => mock.use(...handlers),
    close,
    [Symbol.asyncDispose]: close,
  }
}
