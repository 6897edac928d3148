import { API_TOKEN, TOKENS_PATH } from './auth-server.ts'
import type { AuthServerFault, Exchange } from './auth-server.ts'

/** A fault of a server, and every finding that it must lead to: `check: message`. */
export interface PlantedFault {
  readonly name: string
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

/** One fault a row: its name, the fault, the findings. */
const ROWS: readonly (readonly [string, AuthServerFault, ...string[]])[] = [
  // statuses
  [
    'a success with another status',
    respond(
      isExchange,
      (response) => new Response(response.body, { status: 201, headers: response.headers }),
    ),
    `undocumented-status: ${POST} responds 201, which is not documented`,
  ],
  [
    'a redirect',
    respond(isHealth, () => Response.redirect('http://elsewhere.test/', 307)),
    `undocumented-status: GET ${HEALTH} responds 307, which is not documented`,
  ],
  [
    '500 to a body that is not JSON',
    respond(({ text }) => text === '{', toStatus(500)),
    `server-error: ${POST} responds 500 to an invalid request (body is not JSON)`,
  ],
  [
    '500 to characters outside Latin-1',
    respond(({ text }) => /[\u4e00-\u9fff]/.test(text), toStatus(500)),
    `server-error: ${POST} responds 500 to a valid request (an unknown credential (unicode))`,
  ],
  [
    '502 to a null character',
    respond(({ text }) => text.includes(String.raw`\u0000`), toStatus(502)),
    `server-error: ${POST} responds 502 to a valid request (an unknown credential (null-character))`,
  ],
  [
    '500 to a deeply nested body',
    respond(({ text }) => text.startsWith('['.repeat(10_000)) && text.endsWith(']'), toStatus(500)),
    `server-error: ${POST} responds 500 to an invalid request (body must be object)`,
  ],
  [
    '500 to a long body',
    respond(({ text }) => text.length > 500_000, toStatus(500)),
    `server-error: ${POST} responds 500 to a valid request (long)`,
  ],
  [
    '500 to an undocumented method',
    respond(({ method }) => method === 'PATCH', toStatus(500)),
    ...['postAccessTokens', HEALTH, VERSION].map(
      (operation) =>
        `server-error: PATCH ${operation} responds 500 to an undocumented method (the method PATCH)`,
    ),
  ],
  [
    'no response to large numbers',
    respond(
      ({ text }) => text.includes('1e999'),
      () => Promise.reject(new TypeError('gone')),
    ),
    `no-response: ${POST} does not respond to a valid request (huge number): the connection failed`,
  ],
  // content types and headers
  [
    'another content type',
    respond(isExchange, withHeader('content-type', 'text/html')),
    `content-type: ${POST} responds 200 with text/html, expected application/json`,
  ],
  [
    'no content type',
    respond(isHealth, withHeader('content-type', undefined)),
    `content-type: GET ${HEALTH} responds 200 with no content type, expected application/json`,
    `content-type: GET ${HEALTH} responds 400 with no content type, expected application/json`,
  ],
  [
    'another charset',
    respond(isHealth, withHeader('content-type', 'application/json;charset="latin1"')),
    `content-type: GET ${HEALTH} responds 200 with charset latin1, but JSON is always UTF-8`,
    `content-type: GET ${HEALTH} responds 400 with charset latin1, but JSON is always UTF-8`,
  ],
  [
    'errors as HTML pages',
    respond(hasStatus(401), asPage),
    `content-type: ${POST} responds 401 with text/html, expected application/json`,
  ],
  [
    'a token that caches may store',
    respond(isExchange, withHeader('cache-control', undefined)),
    `cacheable-secret: ${POST} responds 200 with a secret, but without Cache-Control: no-store`,
  ],
  // bodies
  [
    'a missing field',
    respond(isExchange, withField('user_id', undefined)),
    `response-body: ${POST} has a body of 200 that at /user_id is missing`,
  ],
  [
    'a field of another type',
    respond(({ path, status }) => path.endsWith('version') && status === 200, withField('version', 1)),
    `response-body: GET ${VERSION} has a body of 200 that at /version must be string`,
  ],
  [
    'null in place of a string',
    respond(isExchange, withField('organization_id', null)),
    `response-body: ${POST} has a body of 200 that at /organization_id must be string`,
  ],
  [
    'a date in another format',
    respond(isExchange, withField('expires_at_rfc3339', '2099-12-31 23:59:59')),
    `response-body: ${POST} has a body of 200 that at /expires_at_rfc3339 must match format "date-time"`,
  ],
  [
    'another token type',
    respond(isExchange, withField('token_type', 'Basic')),
    `response-body: ${POST} has a body of 200 that at /token_type must match pattern "^[Bb][Ee][Aa][Rr][Ee][Rr]$"`,
  ],
  [
    'an access token that no header can carry',
    respond(isExchange, withField('access_token', 'two words')),
    `response-body: ${POST} has a body of 200 that at /access_token must match pattern "^[!-~]+$"`,
  ],
  [
    'errors with other fields',
    respond(hasStatus(400), () => Response.json({ detail: 'no' }, { status: 400 })),
    `response-body: ${POST} has a body of 400 that at /message is missing`,
  ],
  [
    'a truncated body',
    respond(
      isExchange,
      withText((text) => text.slice(0, -1)),
    ),
    `response-body: ${POST} has a body of 200 that is not JSON`,
  ],
  [
    'a body with a byte order mark',
    respond(
      isExchange,
      withText((text) => `\uFEFF${text}`),
    ),
    `response-body: ${POST} has a body of 200 that begins with a byte order mark`,
  ],
  // invalid requests that are accepted
  [
    'a missing field is accepted',
    {
      readToken: (body) => {
        const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
        return isObject && !('refresh_token' in body) ? API_TOKEN : textOf(tokenOf(body))
      },
    },
    `negative-accepted: ${POST} responds 200 although body at /refresh_token is missing`,
  ],
  [
    'a list with the token is accepted',
    { readToken: (body) => textOf([tokenOf(body)].flat()[0]) },
    `negative-accepted: ${POST} responds 200 although body at /refresh_token must be string`,
  ],
  [
    'a list with the body is accepted',
    { parse: (bytes) => [parse(bytes)].flat()[0] },
    `negative-accepted: ${POST} responds 200 although body must be object`,
  ],
  [
    'an empty token is accepted',
    { readToken: (body) => (tokenOf(body) === '' ? API_TOKEN : textOf(tokenOf(body))) },
    `negative-accepted: ${POST} responds 200 although body at /refresh_token must NOT have fewer than 1 characters`,
  ],
  [
    'any media type is accepted',
    { isContentType: () => true },
    `negative-accepted: ${POST} responds 200 although header Content-Type must be application/json`,
  ],
  [
    'text after the JSON is accepted',
    { parse: (bytes) => JSON.parse(decode(bytes).replace(/(\})(?: garbage|\0+|\{.*)$/s, '$1')) as unknown },
    `negative-accepted: ${POST} responds 200 although body is not JSON`,
  ],
  [
    'a time limit that is not a number is accepted',
    { isTimeout: () => true },
    ...OF_ALL.map(
      (owner) =>
        `negative-accepted: ${owner} responds 200 although header X-Request-Timeout-Nano must match pattern "^[0-9]+$"`,
    ),
  ],
  // valid requests that are rejected
  [
    'an unknown field is rejected',
    {
      readToken: (body) =>
        Object.keys(body ?? {}).some((key) => key !== 'refresh_token') ? undefined : textOf(tokenOf(body)),
    },
    `positive-rejected: ${POST} responds 400 to a valid request (body: unknown-field)`,
    `positive-rejected: ${POST} responds 400 to an unknown credential (random), expected 401`,
  ],
  [
    'a media type with parameters is rejected',
    { isContentType: (value) => value?.toLowerCase() === 'application/json' },
    `positive-rejected: ${POST} responds 400 to a valid request (type with charset)`,
  ],
  [
    'a time limit beyond 64 bits is rejected',
    { isTimeout: (value) => /^[0-9]{1,19}$/.test(value) },
    ...OF_ALL.map(
      (owner) =>
        `positive-rejected: ${owner} responds 400 to a valid request (header X-Request-Timeout-Nano: many-digits)`,
    ),
  ],
  [
    'a known token is rejected',
    { isKnown: () => false },
    `positive-rejected: ${POST} responds 401 to a valid request (a plain request)`,
  ],
  // credentials
  [
    'any token is accepted',
    { isKnown: () => true },
    `credential-ignored: ${POST} responds 200 to an unknown credential (length-1)`,
  ],
  [
    'tokens are compared without case',
    { isKnown: (token) => token.toLowerCase() === API_TOKEN.toLowerCase() },
    `credential-ignored: ${POST} responds 200 to an unknown credential (upper-case)`,
  ],
  [
    'white space around a token is ignored',
    { isKnown: (token) => token.trim() === API_TOKEN },
    `credential-ignored: ${POST} responds 200 to a credential similar to a known one (space-before)`,
  ],
  [
    '400 to an unknown token',
    respond(hasStatus(401), toStatus(400)),
    `positive-rejected: ${POST} responds 400 to an unknown credential (length-1), expected 401`,
  ],
  [
    'a token is echoed in an error',
    respond(hasStatus(401), (_, { text }) => Response.json({ message: `Unknown: ${text}` }, { status: 401 })),
    `token-echoed: ${POST} echoes a credential of the request in its response 401`,
  ],
  [
    'a parser quotes its input in an error',
    respond(
      ({ status, text }) => status === 400 && text.startsWith('bogus'),
      (_, { text }) => Response.json({ message: `Unexpected token in ${text}` }, { status: 400 }),
    ),
    `token-echoed: ${POST} echoes a credential of the request in its response 400`,
  ],
  [
    'a token is echoed in a header',
    respond(isExchange, withHeader('x-debug', API_TOKEN)),
    `token-echoed: ${POST} echoes a credential of the request in its response 200`,
  ],
  // methods
  [
    'an undocumented method is accepted',
    respond(
      ({ method }) => method === 'PUT',
      () => Response.json({ message: 'OK' }),
    ),
    ...['postAccessTokens', HEALTH, VERSION].map(
      (operation) =>
        `unsupported-method: PUT ${operation} responds 200 to an undocumented method, expected 405`,
    ),
  ],
  [
    '404 to an undocumented method',
    respond(({ method, path }) => method === 'DELETE' && path === TOKENS_PATH, toStatus(404)),
    'unsupported-method: DELETE postAccessTokens responds 404 to an undocumented method, expected 405',
  ],
  [
    '405 without Allow',
    { allow: () => undefined },
    ...UNDOCUMENTED_METHODS.map((owner) => `allow-header: ${owner} responds 405 without Allow`),
  ],
  [
    'an Allow with the wrong methods',
    { allow: () => 'GET, OPTIONS' },
    'allow-header: GET, HEAD, PUT, PATCH, DELETE postAccessTokens responds with an Allow that lacks POST',
  ],
]

/** One fault of each kind. */
export const plantedFaults = ROWS.map(([name, fault, ...found]): PlantedFault => ({ name, fault, found }))
