import type { Config } from './config.ts'
import { parseJsonObject, raiseForStatus } from './judge.ts'
import { createSend } from './transport.ts'
import type { Operation } from './transport.ts'

/** What a request needs to know beside its operation. */
export interface RequestContext {
  /** Which try of its exchange it is, from 1. */
  attempt: number
  /** Ends it. */
  signal: AbortSignal
  /** Tokens that must not show in an error. */
  secrets: readonly string[]
}

/** An answer of a success status whose body is a JSON object. */
export interface Received {
  body: Record<string, unknown>
  headers: Headers
}

/**
 * One request and its judgement.
 *
 * @throws ConnectionError, RedirectError, ApiError or InvalidResponseError.
 */
export type ApiRequest = (operation: Operation, context: RequestContext) => Promise<Received>

/** Makes requests to the API of this configuration. */
export function createApiRequest(config: Config): ApiRequest {
  const send = createSend(config)
  return async (operation, { attempt, signal, secrets }) => {
    const { url, answer } = await send(operation, signal, secrets)
    raiseForStatus(answer, { url, attempts: attempt, nowMs: config.clock.now(), secrets })
    return { body: parseJsonObject(answer), headers: answer.headers }
  }
}
