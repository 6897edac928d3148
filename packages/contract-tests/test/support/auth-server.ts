/** The API token that {@link createAuthServer} knows. */
export const API_TOKEN = 'known-Api-token-42'

const TOKENS = '/auth/v1/access-tokens/'
const METHODS: Readonly<Record<string, string>> = {
  [TOKENS]: 'POST',
  [`${TOKENS}health`]: 'GET',
  [`${TOKENS}version`]: 'GET',
}
const INFO = {
  access_token: 'issued.to.you',
  expires_at_rfc3339: '2099-12-31T23:59:59Z',
  token_type: 'Bearer',
  organization_id: 'o',
  user_id: 'u',
}

/** What a server can be made to do otherwise, one thing at a time. What is left out is as it should be. */
export interface AuthServerFault {
  /** Which methods a path takes. */
  route?: (method: string, path: string) => 'here' | 'other method'
  /** What a 405 says of the methods. */
  allow?: (path: string) => string | undefined
  /** What is wrong with a header; undefined when nothing is. */
  judgeTimeout?: (value: string) => string | undefined
  judgeContentType?: (value: string | null) => boolean
  parse?: (bytes: Uint8Array) => unknown
  /** Takes the API token out of a body; undefined when it has none. */
  readToken?: (body: unknown) => string | undefined
  knows?: (token: string) => boolean
  /** The last word on every answer. */
  answer?: (
    response: Response,
    request: { method: string; path: string; text: string },
  ) => Response | Promise<Response>
}

const json = (body: unknown, status: number, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers })
const bad = (message: string): Response => json({ message }, 400)

/**
 * A server of QCi's auth API that owes nothing to the mock nor to the kit, as a function. It does what the
 * contract says, and with a fault one thing that it does not.
 */
export function createAuthServer(fault: AuthServerFault = {}): (request: Request) => Promise<Response> {
  const {
    route = (method, path) =>
      METHODS[path] === method || method === 'OPTIONS' || (method === 'HEAD' && METHODS[path] === 'GET')
        ? 'here'
        : 'other method',
    allow = (path) => `${METHODS[path]}, OPTIONS`,
    judgeTimeout = (value) => (/^[0-9]+$/.test(value) ? undefined : 'wrong time-out'),
    judgeContentType = (value) => /^application\/json\s*(;|$)/i.test(value ?? ''),
    parse = (bytes) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown,
    readToken = (body) => {
      const token = (body as { refresh_token?: unknown } | null)?.refresh_token
      return typeof token === 'string' && token !== '' && Object.hasOwn(body as object, 'refresh_token')
        ? token
        : undefined
    },
    knows = (token) => token === API_TOKEN,
    answer = (response) => response,
  } = fault

  function exchange(request: Request, bytes: Uint8Array): Response {
    if (!judgeContentType(request.headers.get('content-type'))) return bad('wrong media type')
    let body: unknown
    try {
      body = parse(bytes)
    } catch {
      return bad('no JSON')
    }
    const token = readToken(body)
    if (token === undefined) return bad('Field is missing')
    return knows(token)
      ? json(INFO, 200, { 'cache-control': 'no-store' })
      : json({ message: 'Unauthorized' }, 401)
  }

  function serve(request: Request, path: string, bytes: Uint8Array): Response {
    const { method } = request
    if (!(path in METHODS)) return json({ message: 'Not found' }, 404)
    if (route(method, path) !== 'here') {
      const allowed = allow(path)
      return json({ message: 'Method not allowed' }, 405, allowed === undefined ? {} : { allow: allowed })
    }
    if (method === 'OPTIONS') return new Response(null, { status: 204 })
    const timeout = request.headers.get('x-request-timeout-nano')
    const problem = timeout === null ? undefined : judgeTimeout(timeout)
    if (problem !== undefined) return bad(problem)
    if (path === TOKENS) return exchange(request, bytes)
    return path.endsWith('health')
      ? json({ message: 'OK' }, 200)
      : json({ application_name: 'auth', version: '1' }, 200)
  }

  return async (request) => {
    const path = new URL(request.url).pathname
    const bytes = new Uint8Array(await request.arrayBuffer())
    return answer(serve(request, path, bytes), {
      method: request.method,
      path,
      text: new TextDecoder().decode(bytes),
    })
  }
}
