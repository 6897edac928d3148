import type { RequestParts } from '../openapi/validate-request.ts'

/** `globalThis.fetch` for a server on a port, or any function from a request to a response. */
export type Fetch = (request: Request) => Promise<Response>

/** A response, read to its end. */
export interface ReceivedResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
}

/** The result of sending a request. `isReset`: the connection broke; a repetition may get a response. */
export type Outcome =
  | { readonly kind: 'response'; readonly response: ReceivedResponse }
  | { readonly kind: 'noResponse'; readonly reason: string; readonly isReset: boolean }

/** How requests are sent. */
export interface Connection {
  readonly fetch: Fetch
  readonly baseUrl: string
  readonly timeoutMs: number
}

/** Sends a request and reads the whole response. Never rejects, follows no redirect. */
export async function send(
  { fetch, baseUrl, timeoutMs }: Connection,
  { method, target, headers, body }: RequestParts,
): Promise<Outcome> {
  const controller = new AbortController()
  const { signal } = controller
  const init = { method, headers, redirect: 'manual', signal, ...(body && { body }) } as const
  const request = new Request(joinUrl(baseUrl, target), init)
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => {
      controller.abort()
      resolve({ kind: 'noResponse', reason: `none within ${timeoutMs} ms`, isReset: false })
    }, timeoutMs)
  })
  const outcome = await Promise.race([receive(fetch, request), timeout])
  clearTimeout(timer)
  return outcome
}

async function receive(fetch: Fetch, request: Request): Promise<Outcome> {
  let response: Response
  try {
    response = await fetch(request)
  } catch (error) {
    const reason = toCode(error)
    return { kind: 'noResponse', reason, isReset: ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(reason) }
  }
  if (response.type === 'error')
    return { kind: 'noResponse', reason: 'the connection failed', isReset: false }
  try {
    const body = new Uint8Array(await response.arrayBuffer())
    const status = response.type === 'opaqueredirect' ? 302 : response.status // browsers hide redirects
    return { kind: 'response', response: { status, headers: response.headers, body } }
  } catch {
    return { kind: 'noResponse', reason: `the response ${response.status} was cut short`, isReset: true }
  }
}

/** The base URL, its path kept, followed by a target. */
export function joinUrl(baseUrl: string, target: string): string {
  return baseUrl.replace(/\/+$/, '') + target
}

/** The innermost error code, such as `ECONNREFUSED`. Error messages may quote what was sent. */
function toCode(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  if (cause !== undefined) return toCode(cause)
  return typeof code === 'string' ? code : 'the connection failed'
}
