import type { CheckName } from '../../src/checks/problem.ts'
import { API_TOKEN } from './auth-server.ts'
import type { AuthServerFault } from './auth-server.ts'

/** A fault of a server, and the findings that it must give: each of them, and no other. */
export interface PlantedFault {
  readonly name: string
  readonly fault: AuthServerFault
  readonly found: readonly (readonly [CheckName, message: string])[]
}

const TOKENS = '/auth/v1/access-tokens/'

/** Changes the answers to some requests. */
const rewrite = (
  when: (facts: { status: number; method: string; path: string; text: string }) => boolean,
  change: (response: Response) => Response | Promise<Response>,
): AuthServerFault => ({
  answer: (response, request) =>
    when({ status: response.status, ...request }) ? change(response) : response,
})
const withHeaders = (response: Response, status: number, headers: Record<string, string>): Response =>
  new Response(response.body, { status, headers: { ...Object.fromEntries(response.headers), ...headers } })
const withFields = async (response: Response, fields: object): Promise<Response> =>
  Response.json({ ...((await response.json()) as object), ...fields }, response)
const without = (response: Response, header: string): Response => {
  response.headers.delete(header)
  return response
}
const isExchange = ({ status, path }: { status: number; path: string }): boolean =>
  status === 200 && path === TOKENS
const failing = (status = 500): Response => new Response('oops', { status })
const tokenOf = (body: unknown): unknown => (body as { refresh_token?: unknown } | null)?.refresh_token
const lenient = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const P = 'postAccessTokens'
const H = 'getAccessTokensHealth'

/** One fault at a time. */
export const plantedFaults: readonly PlantedFault[] = [
  // statuses
  {
    name: 'a success of another status',
    fault: rewrite(
      isExchange,
      (response) => new Response(response.body, { status: 201, headers: response.headers }),
    ),
    found: [['undocumented-status', `${P}: answers the status 201, which is not documented`]],
  },
  {
    name: 'a redirect',
    fault: rewrite(
      ({ path, method }) => path.endsWith('health') && method === 'GET',
      () => Response.redirect('http://elsewhere.test/', 307),
    ),
    found: [['undocumented-status', `${H}: answers the status 307, which is not documented`]],
  },
  {
    name: '500 to a body that is not JSON',
    fault: rewrite(
      ({ text }) => text === '{',
      () => failing(),
    ),
    found: [['server-error', `${P} answers 500 to a request off the contract`]],
  },
  {
    name: '500 to characters beyond Latin-1',
    fault: rewrite(
      ({ text }) => /[\u4e00-\u9fff]/.test(text),
      () => failing(),
    ),
    found: [['server-error', `${P} answers 500 to a request that the contract allows`]],
  },
  {
    name: '502 to a null character',
    fault: rewrite(
      ({ text }) => text.includes(String.raw`\u0000`),
      () => failing(502),
    ),
    found: [['server-error', `${P} answers 502 to a request that the contract allows`]],
  },
  {
    name: '500 to a body that is nested deeply',
    fault: rewrite(
      ({ text }) => text.includes('['.repeat(10_000)) && text.endsWith(']'),
      () => failing(),
    ),
    found: [['server-error', `${P} answers 500 to a request off the contract`]],
  },
  {
    name: '500 to a long body',
    fault: rewrite(
      ({ text }) => text.length > 500_000,
      () => failing(),
    ),
    found: [['server-error', `${P} answers 500 to a request that the contract allows`]],
  },
  {
    name: '500 to another method',
    fault: rewrite(
      ({ method }) => method === 'PATCH',
      () => failing(),
    ),
    found: [
      ['server-error', `${P} answers 500 to another method`],
      ['server-error', `${H} answers 500 to another method`],
      ['server-error', 'getAccessTokensVersion answers 500 to another method'],
    ],
  },
  {
    name: 'no answer to large numbers',
    fault: rewrite(
      ({ text }) => text.includes('1e999'),
      () => Promise.reject(new TypeError('gone')),
    ),
    found: [['no-answer', `${P} gives no answer to a request: the connection failed`]],
  },
  // content types and headers
  {
    name: 'another content type',
    fault: rewrite(isExchange, (response) => withHeaders(response, 200, { 'content-type': 'text/html' })),
    found: [['content-type', `${P}: answers 200 with text/html, not application/json`]],
  },
  {
    name: 'no content type',
    fault: rewrite(
      ({ path, method }) => path.endsWith('health') && method === 'GET',
      (response) => without(response, 'content-type'),
    ),
    found: [
      ['content-type', `${H}: answers 200 with no content type, not application/json`],
      ['content-type', `${H}: answers 400 with no content type, not application/json`],
    ],
  },
  {
    name: 'errors as pages',
    fault: rewrite(
      ({ status }) => status === 401,
      () => new Response('<p>no</p>', { status: 401, headers: { 'content-type': 'text/html' } }),
    ),
    found: [['content-type', `${P}: answers 401 with text/html, not application/json`]],
  },
  {
    name: 'a token that caches may keep',
    fault: rewrite(isExchange, (response) => without(response, 'cache-control')),
    found: [['cacheable-secret', `${P} answers 200 with a secret and without Cache-Control: no-store`]],
  },
  // bodies
  {
    name: 'a field that is missing',
    fault: rewrite(isExchange, (response) => withFields(response, { user_id: undefined })),
    found: [['response-body', `${P}: the body of 200 at /user_id is missing`]],
  },
  {
    name: 'a field of another type',
    fault: rewrite(
      ({ path, status }) => path.endsWith('version') && status === 200,
      (response) => (response.body ? withFields(response, { version: 1 }) : response),
    ),
    found: [['response-body', 'getAccessTokensVersion: the body of 200 at /version must be string']],
  },
  {
    name: 'null in place of a text',
    fault: rewrite(isExchange, (response) => withFields(response, { organization_id: null })),
    found: [['response-body', `${P}: the body of 200 at /organization_id must be string`]],
  },
  {
    name: 'a date of another form',
    fault: rewrite(isExchange, (response) =>
      withFields(response, { expires_at_rfc3339: '2099-12-31 23:59:59' }),
    ),
    found: [['response-body', `${P}: the body of 200 at /expires_at_rfc3339 must match format "date-time"`]],
  },
  {
    name: 'a token type that is none',
    fault: rewrite(isExchange, (response) => withFields(response, { token_type: 'Basic' })),
    found: [
      [
        'response-body',
        `${P}: the body of 200 at /token_type must match pattern "^[Bb][Ee][Aa][Rr][Ee][Rr]$"`,
      ],
    ],
  },
  {
    name: 'an access token that fits no header',
    fault: rewrite(isExchange, (response) => withFields(response, { access_token: 'two words' })),
    found: [['response-body', `${P}: the body of 200 at /access_token must match pattern "^[!-~]+$"`]],
  },
  {
    name: 'errors of another shape',
    fault: rewrite(
      ({ status, path }) => status === 400 && path === TOKENS,
      () => Response.json({ detail: 'no' }, { status: 400 }),
    ),
    found: [['response-body', `${P}: the body of 400 at /message is missing`]],
  },
  {
    name: 'a body that breaks off',
    fault: rewrite(
      isExchange,
      async (response) => new Response((await response.text()).slice(0, -1), response),
    ),
    found: [['response-body', `${P}: the body of 200 is not JSON`]],
  },
  {
    name: 'a body with a byte order mark',
    fault: rewrite(isExchange, async (response) => new Response(`\uFEFF${await response.text()}`, response)),
    found: [['response-body', `${P}: the body of 200 begins with a byte order mark`]],
  },
  // requests off the contract that are taken
  {
    name: 'a missing field is taken',
    fault: {
      readToken: (body) =>
        body && typeof body === 'object' && !Array.isArray(body) && !('refresh_token' in body)
          ? API_TOKEN
          : (tokenOf(body) as string) || undefined,
      knows: (token) => token === API_TOKEN,
      parse: (bytes) => {
        const body = JSON.parse(lenient(bytes)) as { refresh_token?: unknown }
        return typeof body?.refresh_token === 'string' || body?.refresh_token === undefined ? body : null
      },
    },
    found: [['negative-accepted', `${P} answers 200 although body/refresh_token is missing`]],
  },
  {
    name: 'a list with the token in it is taken',
    fault: {
      readToken: (body) => {
        const token = tokenOf(body)
        return Array.isArray(token)
          ? (token[0] as string | undefined)
          : typeof token === 'string' && token !== ''
            ? token
            : undefined
      },
    },
    found: [['negative-accepted', `${P} answers 200 although body/refresh_token must be string`]],
  },
  {
    name: 'the body in a list is taken',
    fault: {
      parse: (bytes) => {
        const body = JSON.parse(lenient(bytes)) as unknown
        return Array.isArray(body) ? (body[0] as unknown) : body
      },
    },
    found: [['negative-accepted', `${P} answers 200 although body must be object`]],
  },
  {
    name: 'an empty token is taken',
    fault: {
      readToken: (body) => {
        const token = tokenOf(body)
        return token === '' ? API_TOKEN : typeof token === 'string' ? token : undefined
      },
    },
    found: [
      [
        'negative-accepted',
        `${P} answers 200 although body/refresh_token must NOT have fewer than 1 characters`,
      ],
    ],
  },
  {
    name: 'any media type is taken',
    fault: { judgeContentType: () => true },
    found: [['negative-accepted', `${P} answers 200 although header Content-Type must be application/json`]],
  },
  {
    name: 'what follows the JSON is taken',
    fault: {
      parse: (bytes) => {
        const text = lenient(bytes)
        try {
          return JSON.parse(text) as unknown
        } catch {
          return JSON.parse(text.slice(0, text.lastIndexOf('}') + 1).replace(/\}\{.*/s, '}')) as unknown
        }
      },
    },
    found: [['negative-accepted', `${P} answers 200 although body is not JSON`]],
  },
  {
    name: 'a time-out that is no number is taken',
    fault: { judgeTimeout: () => undefined },
    found: [P, H, 'getAccessTokensVersion'].map(
      (operation) =>
        [
          'negative-accepted',
          `${operation} answers 200 although header X-Request-Timeout-Nano must match pattern "^[0-9]+$"`,
        ] as const,
    ),
  },
  // requests that the contract allows, and that are not taken
  {
    name: 'a field that is not described is refused',
    fault: {
      readToken: (body) =>
        Object.keys(body ?? {}).some((key) => key !== 'refresh_token')
          ? undefined
          : typeof tokenOf(body) === 'string' && tokenOf(body) !== ''
            ? (tokenOf(body) as string)
            : undefined,
    },
    found: [
      ['positive-rejected', `${P} answers 400 to what the contract allows (body: unknown-field)`],
      ['positive-rejected', `${P} answers 400, not 401, to a credential that is unknown (made up by chance)`],
    ],
  },
  {
    name: 'a media type with parameters is refused',
    fault: { judgeContentType: (value) => value?.toLowerCase() === 'application/json' },
    found: [['positive-rejected', `${P} answers 400 to what the contract allows (type with charset)`]],
  },
  {
    name: 'a time-out beyond 64 bits is refused',
    fault: { judgeTimeout: (value) => (/^[0-9]{1,19}$/.test(value) ? undefined : 'no') },
    found: [P, H, 'getAccessTokensVersion'].flatMap((operation) => [
      [
        'positive-rejected',
        `${operation} answers 400 to what the contract allows (header/x-request-timeout-nano: many-digits)`,
      ] as const,
    ]),
  },
  {
    name: 'a known token is refused',
    fault: { knows: () => false },
    found: [['positive-rejected', `${P} answers 401 to what the contract allows (a plain request)`]],
  },
  // credentials
  {
    name: 'any token is good',
    fault: { knows: () => true },
    found: [['credential-ignored', `${P} answers 200 to a credential that is unknown (length-1)`]],
  },
  {
    name: 'the case of a token does not count',
    fault: { knows: (token) => token.toLowerCase() === API_TOKEN.toLowerCase() },
    found: [['credential-ignored', `${P} answers 200 to a credential that is unknown (upper-case)`]],
  },
  {
    name: 'white space around a token does not count',
    fault: { knows: (token) => token.trim() === API_TOKEN },
    found: [
      [
        'credential-ignored',
        `${P} answers 200 to a credential that is nearly one that is known (space-before)`,
      ],
    ],
  },
  {
    name: 'an unknown token is called malformed',
    fault: rewrite(
      ({ status }) => status === 401,
      () => Response.json({ message: 'no' }, { status: 400 }),
    ),
    found: [['positive-rejected', `${P} answers 400, not 401, to a credential that is unknown (length-1)`]],
  },
  {
    name: 'a token is shown in an error',
    fault: {
      answer: (response, { text }) =>
        response.status === 401 ? Response.json({ message: `Unknown: ${text}` }, { status: 401 }) : response,
    },
    found: [['token-echoed', `${P} shows a credential that was sent in its answer of 401`]],
  },
  {
    name: 'a parser that quotes what it cannot read',
    fault: {
      answer: (response, { text }) =>
        response.status === 400 && text.startsWith('bogus')
          ? Response.json({ message: `Unexpected token in ${text}` }, { status: 400 })
          : response,
    },
    found: [['token-echoed', `${P} shows a credential that was sent in its answer of 400`]],
  },
  {
    name: 'a token is shown in a header',
    fault: rewrite(isExchange, (response) => withHeaders(response, 200, { 'x-debug': API_TOKEN })),
    found: [['token-echoed', `${P} shows a credential that was sent in its answer of 200`]],
  },
  // methods
  {
    name: 'another method is served',
    fault: {
      route: (method, path) =>
        method === 'PUT' ||
        method === 'OPTIONS' ||
        method === (path === TOKENS ? 'POST' : 'GET') ||
        (method === 'HEAD' && path !== TOKENS)
          ? 'here'
          : 'other method',
    },
    found: [P, H, 'getAccessTokensVersion'].map(
      (operation) => ['unsupported-method', `${operation} answers 200, not 405, to the method PUT`] as const,
    ),
  },
  {
    name: '404 to another method',
    fault: rewrite(
      ({ status, method, path }) => status === 405 && method === 'DELETE' && path === TOKENS,
      () => Response.json({ message: 'no' }, { status: 404 }),
    ),
    found: [['unsupported-method', `${P} answers 404, not 405, to the method DELETE`]],
  },
  {
    name: '405 without Allow',
    fault: { allow: () => undefined },
    found: [TOKENS, `${TOKENS}health`, `${TOKENS}version`].map(
      (path) => ['allow-header', `${path}: 405 comes without Allow`] as const,
    ),
  },
  {
    name: 'an Allow that names the wrong methods',
    fault: { allow: () => 'GET, OPTIONS' },
    found: [['allow-header', `${TOKENS}: Allow does not name POST`]],
  },
]
