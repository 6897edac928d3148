import type { Answer } from './openapi/judge-answer.ts'
import type { RequestParts } from './openapi/judge-request.ts'

/** Whoever answers: `globalThis.fetch` for a server on a port, or anything that turns a request into an answer. */
export type Fetch = (request: Request) => Promise<Response>

/** What came of a request. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Nothing came, it broke off, or it took too long. */
  | { readonly kind: 'noAnswer'; readonly why: string }
  /** This runtime's fetch does not send such a request. */
  | { readonly kind: 'cannotSend' }

/** How a request is sent. */
export interface Sender {
  readonly fetch: Fetch
  readonly baseUrl: string
  readonly timeoutMs: number
}

/** Sends a request and reads its answer to the end. Never rejects; redirects are not followed. */
export async function send({ fetch, baseUrl, timeoutMs }: Sender, parts: RequestParts): Promise<Outcome> {
  const controller = new AbortController()
  const request = toRequest(baseUrl, parts, controller.signal)
  if (!request) return { kind: 'cannotSend' }
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => {
      controller.abort()
      resolve({ kind: 'noAnswer', why: `none within ${timeoutMs} ms` })
    }, timeoutMs)
  })
  try {
    return await Promise.race([ask(fetch, request), timeout])
  } finally {
    clearTimeout(timer)
  }
}

async function ask(fetch: Fetch, request: Request): Promise<Outcome> {
  let response: Response
  try {
    response = await fetch(request)
  } catch (error) {
    return { kind: 'noAnswer', why: codeOf(error) }
  }
  if (response.type === 'error') return { kind: 'noAnswer', why: 'the connection failed' }
  try {
    const body = new Uint8Array(await response.arrayBuffer())
    // A page is not told more of a redirect than that it is one.
    const status = response.type === 'opaqueredirect' ? 302 : response.status
    return { kind: 'answer', answer: { status, headers: response.headers, body } }
  } catch {
    return { kind: 'noAnswer', why: `the answer ${response.status} broke off` }
  }
}

/** The request in fetch's words; undefined when fetch has none for it (TRACE, GET with a body, …). */
function toRequest(
  baseUrl: string,
  { method, target, headers, body }: RequestParts,
  signal: AbortSignal,
): Request | undefined {
  try {
    return new Request(joinUrl(baseUrl, target), {
      method,
      headers,
      redirect: 'manual',
      signal,
      ...(body && { body }),
    })
  } catch {
    return undefined
  }
}

/** The base URL with a target behind it. A path in the base URL is kept. */
export function joinUrl(baseUrl: string, target: string): string {
  return baseUrl.replace(/\/+$/, '') + target
}

/** The deepest code that the runtime tells, such as `ECONNREFUSED`. Messages may quote what was sent. */
function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  if (cause !== undefined) return codeOf(cause)
  return typeof code === 'string' ? code : 'the connection failed'
}
