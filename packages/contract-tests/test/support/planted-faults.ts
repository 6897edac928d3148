import { API_TOKEN, TOKENS_PATH } from './auth-server.ts'
import type { AuthServerFault, Exchange } from './auth-server.ts'

/** A fault of a server, and every finding that it must lead to: `check: message`. */
export interface PlantedFault {
  readonly fault: AuthServerFault
  readonly found: readonly string[]
}

type Change = (response: Response, exchange: Exchange) => Response | Promise<Response>

const respond = (when: (exchange: Exchange) => boolean, change: Change): AuthServerFault => ({
  respond: (response, exchange) => (when(exchange) ? change(response, exchange) : response),
})
const isExchange = ({ status, path }: Exchange): boolean => status === 200 && path === TOKENS_PATH
const isHealth = ({ path, method }: Exchange): boolean => path.endsWith('health') && method === 'GET'
const hasStatus =
  (wanted: number) =>
  ({ status, path }: Exchange): boolean =>
    status === wanted && path === TOKENS_PATH

const toStatus = (status: number) => (): Response => Response.json({ message: 'no' }, { status })
const withHeader =
  (name: string, value: string | undefined): Change =>
  (response) => {
    if (value === undefined) response.headers.delete(name)
    else response.headers.set(name, value)
    return response
  }
const withText =
  (change: (text: string) => string): Change =>
  async (response) =>
    new Response(change(await response.text()), response)
const withField = (name: string, value: unknown): Change =>
  withText((text) => (text === '' ? '' : JSON.stringify({ ...(JSON.parse(text) as object), [name]: value })))
const asPage: Change = ({ status }) =>
  new Response('<p>no</p>', { status, headers: { 'content-type': 'text/html' } })

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const parse = (bytes: Uint8Array): unknown => JSON.parse(decode(bytes)) as unknown
const tokenOf = (body: unknown): unknown => (body as { refresh_token?: unknown } | null)?.refresh_token
const textOf = (token: unknown): string | undefined =>
  typeof token === 'string' && token !== '' ? token : undefined

const POST = 'POST postAccessTokens'
const HEALTH = 'getAccessTokensHealth'
const VERSION = 'getAccessTokensVersion'
const OF_ALL = [POST, `GET ${HEALTH}`, `GET ${VERSION}`]
const UNDOCUMENTED_METHODS = [
  'GET, HEAD, PUT, PATCH, DELETE postAccessTokens',
  ...[HEALTH, VERSION].map((operation) => `POST, PUT, PATCH, DELETE ${operation}`),
]

/** Faults that lead to one finding in `POST postAccessTokens`, by this finding. */
const OF_POST: Readonly<Record<string, AuthServerFault>> = {
  'undocumented-status: responds 201, which is not documented': respond(isExchange, toStatus(201)),
  'server-error: responds 500 to an invalid request (body is not JSON)': respond(
    ({ text }) => text === '{',
    toStatus(500),
  ),
  'server-error: responds 500 to a valid request (an unknown credential (unicode))': respond(
    ({ text }) => /[\u4e00-\u9fff]/.test(text),
    toStatus(500),
  ),
  'server-error: responds 502 to a valid request (an unknown credential (null-character))': respond(
    ({ text }) => text.includes(String.raw`\u0000`),
    toStatus(502),
  ),
  'server-error: responds 500 to an invalid request (body must be object)': respond(
    ({ text }) => text.startsWith('['.repeat(10_000)) && text.endsWith(']'),
    toStatus(500),
  ),
  'server-error: responds 500 to a valid request (long)': respond(
    ({ text }) => text.length > 500_000,
    toStatus(500),
  ),
  'no-response: does not respond to a valid request (huge number): the connection failed': respond(
    ({ text }) => text.includes('1e999'),
    () => Promise.reject(new TypeError('gone')),
  ),
  'content-type: responds 200 with text/html, expected application/json': respond(
    isExchange,
    withHeader('content-type', 'text/html'),
  ),
  'content-type: responds 401 with text/html, expected application/json': respond(hasStatus(401), asPage),
  'cacheable-secret: responds 200 with a secret, but without Cache-Control: no-store': respond(
    isExchange,
    withHeader('cache-control', undefined),
  ),
  'response-body: body of 200 at /user_id is missing': respond(isExchange, withField('user_id', undefined)),
  'response-body: body of 200 at /organization_id must be string': respond(
    isExchange,
    withField('organization_id', null),
  ),
  'response-body: body of 200 at /expires_at_rfc3339 must match format "date-time"': respond(
    isExchange,
    withField('expires_at_rfc3339', '2099-12-31 23:59:59'),
  ),
  'response-body: body of 200 at /token_type must match pattern "^[Bb][Ee][Aa][Rr][Ee][Rr]$"': respond(
    isExchange,
    withField('token_type', 'Basic'),
  ),
  'response-body: body of 200 at /access_token must match pattern "^[!-~]+$"': respond(
    isExchange,
    withField('access_token', 'two words'),
  ),
  'response-body: body of 400 at /message is missing': respond(hasStatus(400), () =>
    Response.json({ detail: 'no' }, { status: 400 }),
  ),
  'response-body: body of 200 is not JSON': respond(
    isExchange,
    withText((text) => text.slice(0, -1)),
  ),
  'response-body: body of 200 begins with a byte order mark': respond(
    isExchange,
    withText((text) => `\uFEFF${text}`),
  ),
  'negative-accepted: responds 200 although body at /refresh_token is missing': {
    readToken: (body) => {
      const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
      return isObject && !('refresh_token' in body) ? API_TOKEN : textOf(tokenOf(body))
    },
  },
  'negative-accepted: responds 200 although body at /refresh_token must be string': {
    readToken: (body) => textOf([tokenOf(body)].flat()[0]),
  },
  'negative-accepted: responds 200 although body must be object': {
    parse: (bytes) => [parse(bytes)].flat()[0],
  },
  'negative-accepted: responds 200 although body at /refresh_token must NOT have fewer than 1 characters': {
    readToken: (body) => (tokenOf(body) === '' ? API_TOKEN : textOf(tokenOf(body))),
  },
  'negative-accepted: responds 200 although header Content-Type must be application/json': {
    isContentType: () => true,
  },
  'negative-accepted: responds 200 although body is not JSON': {
    parse: (bytes) => JSON.parse(decode(bytes).replace(/(\})(?: garbage|\0+|\{.*)$/s, '$1')) as unknown,
  },
  'positive-rejected: responds 400 to a valid request (type with charset)': {
    isContentType: (value) => value?.toLowerCase() === 'application/json',
  },
  'positive-rejected: responds 401 to a valid request (a plain request)': { isKnown: () => false },
  'credential-ignored: responds 200 to an unknown credential (length-1)': { isKnown: () => true },
  'credential-ignored: responds 200 to an unknown credential (upper-case)': {
    isKnown: (token) => token.toLowerCase() === API_TOKEN.toLowerCase(),
  },
  'credential-ignored: responds 200 to a credential similar to a known one (space-before)': {
    isKnown: (token) => token.trim() === API_TOKEN,
  },
  'positive-rejected: responds 400 to an unknown credential (length-1), expected 401': respond(
    hasStatus(401),
    toStatus(400),
  ),
  'token-echoed: echoes a credential of the request in its response 401': respond(
    hasStatus(401),
    (_, { text }) => Response.json({ message: `Unknown: ${text}` }, { status: 401 }),
  ),
  'token-echoed: echoes a credential of the request in its response 400': respond(
    ({ status, text }) => status === 400 && text.startsWith('bogus'),
    (_, { text }) => Response.json({ message: `Unexpected token in ${text}` }, { status: 400 }),
  ),
  'token-echoed: echoes a credential of the request in its response 200': respond(
    isExchange,
    withHeader('x-debug', API_TOKEN),
  ),
}

/** Faults that lead to other findings. */
const OF_OTHERS: readonly (readonly [AuthServerFault, ...string[]])[] = [
  [
    respond(isHealth, () => Response.redirect('http://elsewhere.test/', 307)),
    `undocumented-status: GET ${HEALTH}: responds 307, which is not documented`,
  ],
  [
    respond(({ method }) => method === 'PATCH', toStatus(500)),
    ...['postAccessTokens', HEALTH, VERSION].map(
      (operation) => `server-error: PATCH ${operation}: responds 500 to an undocumented method`,
    ),
  ],
  [
    respond(isHealth, withHeader('content-type', undefined)),
    `content-type: GET ${HEALTH}: responds 200 with no content type, expected application/json`,
    `content-type: GET ${HEALTH}: responds 400 with no content type, expected application/json`,
  ],
  [
    respond(isHealth, withHeader('content-type', 'application/json;charset="latin1"')),
    `content-type: GET ${HEALTH}: responds 200 with charset latin1, but JSON is always UTF-8`,
    `content-type: GET ${HEALTH}: responds 400 with charset latin1, but JSON is always UTF-8`,
  ],
  [
    respond(({ path, status }) => path.endsWith('version') && status === 200, withField('version', 1)),
    `response-body: GET ${VERSION}: body of 200 at /version must be string`,
  ],
  [
    { isTimeout: () => true },
    ...OF_ALL.map(
      (owner) =>
        `negative-accepted: ${owner}: responds 200 although header X-Request-Timeout-Nano must match pattern "^[0-9]+$"`,
    ),
  ],
  [
    {
      readToken: (body) =>
        Object.keys(body ?? {}).some((key) => key !== 'refresh_token') ? undefined : textOf(tokenOf(body)),
    },
    `positive-rejected: ${POST}: responds 400 to a valid request (body: unknown-field)`,
    `positive-rejected: ${POST}: responds 400 to an unknown credential (random), expected 401`,
  ],
  [
    { isTimeout: (value) => /^[0-9]{1,19}$/.test(value) },
    ...OF_ALL.map(
      (owner) =>
        `positive-rejected: ${owner}: responds 400 to a valid request (header X-Request-Timeout-Nano: many-digits)`,
    ),
  ],
  [
    respond(
      ({ method }) => method === 'PUT',
      () => Response.json({ message: 'OK' }),
    ),
    ...['postAccessTokens', HEALTH, VERSION].map(
      (operation) =>
        `unsupported-method: PUT ${operation}: responds 200 to an undocumented method, expected 405`,
    ),
  ],
  [
    respond(({ method, path }) => method === 'DELETE' && path === TOKENS_PATH, toStatus(404)),
    'unsupported-method: DELETE postAccessTokens: responds 404 to an undocumented method, expected 405',
  ],
  [
    { allow: () => undefined },
    ...UNDOCUMENTED_METHODS.map((owner) => `allow-header: ${owner}: responds 405 without Allow`),
  ],
  [
    { allow: () => 'GET, OPTIONS' },
    'allow-header: GET, HEAD, PUT, PATCH, DELETE postAccessTokens: responds with an Allow that lacks POST',
  ],
]

/** One fault of each kind. */
export const plantedFaults: readonly PlantedFault[] = [
  ...Object.entries(OF_POST).map(([finding, fault]) => ({
    fault,
    found: [finding.replace(': ', `: ${POST}: `)],
  })),
  ...OF_OTHERS.map(([fault, ...found]) => ({ fault, found })),
]
