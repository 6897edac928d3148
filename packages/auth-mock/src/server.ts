/// <reference lib="esnext.disposable" preserve="true" />
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

import type { HttpHandler } from 'msw/http'

import { toMockAnswer } from './answers.ts'
import { type AuthMockControls, createControls } from './controls.ts'
import { createEngine } from './engine.ts'
import { type AuthMockEnv, toEnv } from './env.ts'
import type { AuthMockOptions } from './options.ts'
import { findRoute } from './routes.ts'
import { resolveAddress } from './server/address.ts'
import { type BareRequest, createListener } from './server/listener.ts'
import { ADMIN_FOLDER, NodeRequest, toHeaders, toPath } from './server/node-request.ts'
import { createOtherApis } from './server/other-apis.ts'
import { sendRaw } from './server/raw-answers.ts'
import { sendAnswer } from './server/send-answer.ts'
import { unfitnessOf } from './server/unfit.ts'
import type { MockAnswer } from './wire.ts'

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
    const unfit = unfitnessOf(incoming)
    if (unfit) return sendAnswer(response, toMockAnswer(unfit, engine.clock.now()))
    const request = new NodeRequest(incoming, response)
    if (request.path.startsWith(ADMIN_FOLDER)) return sendAnswer(response, await admin(request))
    const isForOthers = findRoute(request.method, request.path).kind === 'unknownPath'
    if (isForOthers && (await otherApis.answer(incoming, response, url))) return undefined
    return sendAnswer(response, await engine.handle(request))
  }

  async function refuseBare(bare: BareRequest, socket: Duplex): Promise<void> {
    const { signal } = new AbortController()
    const { method = '', url: target = '' } = bare
    const request = { method, path: toPath(target), headers: toHeaders(bare), signal }
    sendRaw(socket, await engine.handle({ ...request, readBody: async () => undefined }))
  }

  async function admin(request: NodeRequest): Promise<MockAnswer> {
    const { answerAdmin } = await import('./server/admin.ts') // late: most runs never need it
    const names = [host, `[${host}]`, ...allowHosts] // an IPv6 address has brackets in `Host`
    return answerAdmin({ mock, url, mask: engine.mask, allowHosts: names }, request)
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
