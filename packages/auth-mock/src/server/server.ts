/// <reference lib="esnext.disposable" preserve="true" />
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

import type { HttpHandler } from 'msw/http'

import { toMockResponse } from '../contract/responses.ts'
import { type AuthMockControls, createControls } from '../engine/controls.ts'
import { createEngine } from '../engine/engine.ts'
import { type AuthMockEnv, toEnv } from '../engine/env.ts'
import type { AuthMockOptions } from '../engine/options.ts'
import { findRoute } from '../contract/routes.ts'
import { resolveAddress } from './address.ts'
import { type BareRequest, createListener } from './listener.ts'
import { NodeRequest, toHeaders, toPath } from './node-request.ts'
import { createOtherApis } from './other-apis.ts'
import { sendRaw } from './raw-response.ts'
import { sendResponse } from './send-response.ts'
import { findProtocolError } from './protocol-error.ts'
import type { MockResponse } from '../wire/types.ts'

/** What the mock on a port takes beyond {@link AuthMockOptions}. */
export interface AuthMockServerOptions extends AuthMockOptions {
  /** The port to listen on; 0 takes one that is free. @defaultValue `0` */
  port?: number | undefined
  /** The address to listen on. @defaultValue `'127.0.0.1'` */
  host?: string | undefined
  /** Names in the `Host` header under which the admin API may be used, beyond those of the loopback. */
  allowHosts?: readonly string[] | undefined
}

/** The mock on a port. */
export interface AuthMockServer {
  /** Where it is: `http://127.0.0.1:49152`, no slash at the end. */
  readonly url: string
  /** Its controls. */
  readonly mock: AuthMockControls
  /** What a client under test takes for its environment, in this process or a child. */
  readonly env: AuthMockEnv
  /**
   * Puts other APIs on the same port: they answer what goes neither to the auth API nor to the admin API.
   * Guard them with `mock.requireAccessToken`.
   *
   * @param handlers - msw's request handlers; their paths begin with an asterisk or a slash.
   */
  use(...handlers: HttpHandler[]): void
  /** Drops the requests that are under way and frees the port. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts the mock on a port, for programs in any language.
 *
 * @throws TypeError naming the option that is wrong.
 * @throws Error with node's `code` when the port cannot be had (`EADDRINUSE`).
 *
 * @example
 * ```ts
 * await using api = await startAuthMockServer()
 * const client = new AuthClient({ env: api.env })
 * ```
 */
export async function startAuthMockServer(options: AuthMockServerOptions = {}): Promise<AuthMockServer> {
  const { port, host, allowHosts } = resolveAddress(options)

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const unfit = findProtocolError(incoming)
    if (unfit) return sendResponse(response, toMockResponse(unfit, engine.clock.now()))
    const request = new NodeRequest(incoming, response)
    if (request.path.startsWith('/__mock__/')) return sendResponse(response, await admin(request))
    const isForOthers = findRoute(request.method, request.path).kind === 'unknownPath'
    if (isForOthers && (await otherApis.answer(incoming, response, url))) return undefined
    return sendResponse(response, await engine.handle(request))
  }

  async function refuseBare(bare: BareRequest, socket: Duplex): Promise<void> {
    const { signal } = new AbortController()
    const { method = '', url: target = '' } = bare
    const request = { method, path: toPath(target), headers: toHeaders(bare), signal }
    sendRaw(socket, await engine.handle({ ...request, readBody: async () => undefined }))
  }

  async function admin(request: NodeRequest): Promise<MockResponse> {
    const { handleAdminRequest } = await import('./admin/admin.ts') // late: most runs never need it
    const names = [host, `[${host}]`, ...allowHosts] // an IPv6 address has brackets in `Host`
    return handleAdminRequest({ mock, url, mask: engine.mask, allowHosts: names }, request)
  }

  const listener = createListener({
    onRequest(request, response) {
      serve(request, response).catch(() => response.destroy()) // one request must not end the process
    },
    onBareRequest: (request, socket) => void refuseBare(request, socket),
  })
  const engine = createEngine(options, listener)
  const mock = createControls(engine)
  const otherApis = createOtherApis()
  const url = await listener.listen(host, port).catch((error: unknown) => {
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
    use: (...handlers) => otherApis.add(handlers),
    close,
    [Symbol.asyncDispose]: close,
  }
}
