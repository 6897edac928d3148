import type { Fetch } from '../../src/index.ts'

/** The API token that {@link createAuthServer} accepts. */
export const API_TOKEN = 'known-Api-token-42'

const PATH = '/auth/v1/access-tokens'
const TOKEN = {
  access_token: 'issued.to.you',
  expires_at_rfc3339: '2099-12-31T23:59:59Z',
  token_type: 'Bearer',
}
const EXCHANGE = { method: 'POST', body: { ...TOKEN, organization_id: 'o', user_id: 'u' } }

/** The method of each path, and the body of its success. */
const RESOURCES: Readonly<Record<string, { method: string; body: object }>> = {
  [PATH]: EXCHANGE,
  [`${PATH}/`]: EXCHANGE,
  [`${PATH}/health`]: { method: 'GET', body: { message: 'OK' } },
  [`${PATH}/version`]: { method: 'GET', body: { application_name: 'auth', version: '1' } },
}

/** What the server reads of a request. `body` is undefined when the text is not JSON. */
async function receive(request: Request) {
  const bytes = new Uint8Array(await request.arrayBuffer())
  let body: unknown
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // not JSON, or not UTF-8
  }
  const hasToken = typeof body === 'object' && body !== null && Object.hasOwn(body, 'refresh_token')
  return {
    method: request.method,
    path: new URL(request.url).pathname,
    contentType: request.headers.get('content-type') ?? '',
    timeout: request.headers.get('x-request-timeout-nano'),
    text: new TextDecoder().decode(bytes),
    body,
    token: hasToken ? (body as { refresh_token: unknown }).refresh_token : undefined,
  }
}

type Received = Awaited<ReturnType<typeof receive>>

/** A request and the status of its correct response. */
export type Exchange = Received & { readonly status: number }

/** Replaces the correct response. */
export type ServerFault = (response: Response, exchange: Exchange) => Response | Promise<Response>

/** QCi's auth API as a function, written independently of the mock and of `src/`: correct, but for one fault. */
export function createAuthServer(fault: ServerFault = (response) => response): Fetch {
  return async (request) => {
    const received = await receive(request)
    const response = serve(received)
    return fault(response, { ...received, status: response.status })
  }
}

function serve(received: Received): Response {
  const { method, path, contentType, timeout, token } = received
  const documented = RESOURCES[path]?.method
  if (documented === undefined) return respondError(404)
  if (method === 'OPTIONS') return new Response(null, { status: 204 })
  if (documented !== (method === 'HEAD' ? 'GET' : method)) {
    return respondError(405, { allow: `${documented}, OPTIONS` })
  }
  if (timeout !== null && !/^[0-9]+$/.test(timeout)) return respondError(400)
  if (documented === 'GET') return succeed(undefined, received)
  const isJson = /^application\/json\s*(;|$)/i.test(contentType)
  if (!isJson || typeof token !== 'string' || token === '') return respondError(400)
  return token === API_TOKEN ? succeed(undefined, received) : respondError(401)
}

/** Responds as to a valid request. */
export function succeed(_: unknown, { path }: Received): Response {
  return Response.json(RESOURCES[path]?.body, { headers: { 'cache-control': 'no-store' } })
}

function respondError(status: number, headers: Record<string, string> = {}): Response {
  return Response.json({ message: 'Something is wrong' }, { status, headers })
}
