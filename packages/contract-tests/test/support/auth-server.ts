/** The API token that {@link createAuthServer} accepts. */
export const API_TOKEN = 'known-Api-token-42'

export const TOKENS_PATH = '/auth/v1/access-tokens/'
const METHODS: Readonly<Record<string, string>> = {
  [TOKENS_PATH]: 'POST',
  [TOKENS_PATH.slice(0, -1)]: 'POST',
  [`${TOKENS_PATH}health`]: 'GET',
  [`${TOKENS_PATH}version`]: 'GET',
}
const ACCESS_TOKEN = {
  access_token: 'issued.to.you',
  expires_at_rfc3339: '2099-12-31T23:59:59Z',
  token_type: 'Bearer',
  organization_id: 'o',
  user_id: 'u',
}

/** A request as the server sees it, and the status of its correct response. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly text: string
  readonly status: number
}

/** Deviations of the server, each in place of the correct behaviour. */
export interface AuthServerFault {
  isAllowed?: (method: string, path: string) => boolean
  /** The `Allow` header of a 405. */
  allow?: (path: string) => string | undefined
  isTimeout?: (value: string) => boolean
  isContentType?: (value: string | null) => boolean
  parse?: (bytes: Uint8Array) => unknown
  /** Returns the API token of a body; undefined when the body is invalid. */
  readToken?: (body: unknown) => string | undefined
  isKnown?: (token: string) => boolean
  /** Replaces the correct response. */
  respond?: (response: Response, exchange: Exchange) => Response | Promise<Response>
}

/** QCi's auth API as a function, written independently of the mock and of the kit: correct, but for one fault. */
export function createAuthServer(fault: AuthServerFault = {}): (request: Request) => Promise<Response> {
  const isDocumented = (method: string, path: string): boolean =>
    METHODS[path] === (method === 'HEAD' ? 'GET' : method)
  const {
    isAllowed = (method, path) => method === 'OPTIONS' || isDocumented(method, path),
    allow = (path) => `${METHODS[path]}, OPTIONS`,
    isTimeout = (value) => /^[0-9]+$/.test(value),
    isContentType = (value) => /^application\/json\s*(;|$)/i.test(value ?? ''),
    parse = (bytes) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown,
    readToken = (body) => {
      const isObject = typeof body === 'object' && body !== null && Object.hasOwn(body, 'refresh_token')
      const token = isObject ? (body as { refresh_token?: unknown }).refresh_token : undefined
      return typeof token === 'string' && token !== '' ? token : undefined
    },
    isKnown = (token) => token === API_TOKEN,
    respond = (response) => response,
  } = fault

  const error = (status: number, headers: Record<string, string> = {}): Response =>
    Response.json({ message: 'Something is wrong' }, { status, headers })
  function serve({ method, headers }: Request, path: string, bytes: Uint8Array): Response {
    if (!(path in METHODS)) return error(404)
    const allowed = allow(path)
    if (!isAllowed(method, path)) return error(405, allowed === undefined ? {} : { allow: allowed })
    if (method === 'OPTIONS') return new Response(null, { status: 204 })
    if (!isTimeout(headers.get('x-request-timeout-nano') ?? '0')) return error(400)
    if (path.endsWith('health')) return Response.json({ message: 'OK' })
    if (path.endsWith('version')) return Response.json({ application_name: 'auth', version: '1' })
    if (!isContentType(headers.get('content-type'))) return error(400)
    try {
      const token = readToken(parse(bytes))
      if (token === undefined) return error(400)
      if (!isKnown(token)) return error(401)
    } catch {
      return error(400)
    }
    return Response.json(ACCESS_TOKEN, { headers: { 'cache-control': 'no-store' } })
  }

  return async (request) => {
    const path = new URL(request.url).pathname
    const bytes = new Uint8Array(await request.arrayBuffer())
    const response = serve(request, path, bytes)
    const { method } = request
    return respond(response, { method, path, text: new TextDecoder().decode(bytes), status: response.status })
  }
}
