import type { CheckName } from '../../src/index.ts'
import { API_TOKEN, succeed } from './auth-server.ts'
import type { ServerFault } from './auth-server.ts'
import { at, on, onText, withField, withHeader, withStatus, withText } from './server-faults.ts'

const POST = 'POST postAccessTokens'
const HEALTH = 'GET getAccessTokensHealth'
const VERSION = 'GET getAccessTokensVersion'
const OPERATIONS = [POST, HEALTH, VERSION]
const NOT_POST = 'GET, HEAD, PUT, PATCH, DELETE postAccessTokens'
const NOT_GET = OPERATIONS.slice(1).map((owner) => owner.replace(/\w+/, 'POST, PUT, PATCH, DELETE'))

const ofMethod = (method: string): string[] => OPERATIONS.map((owner) => owner.replace(/\w+/, method))

/** Faults by a part of a message. Each leads to one finding for each owner, with this check and this message. */
function plant(check: CheckName, owners: string[], faults: Record<string, ServerFault>) {
  return Object.entries(faults).map(([text, fault]) => ({ check, owners, text, fault }))
}

const exchange = (fault: ServerFault): ServerFault => at('/', 200, fault)
const unauthorized = (fault: ServerFault): ServerFault => at('/', 401, fault)
const health = (fault: ServerFault): ServerFault => at('health', 200, fault)
const withType = (type?: string): ServerFault => withHeader('content-type', type)
const echo: ServerFault = ({ status }, { text }) => Response.json({ message: text }, { status })
const failOn = (wanted: string, status: number): ServerFault =>
  on(({ method }) => method === wanted, withStatus(status))
const disconnect: ServerFault = () => Promise.reject(new TypeError('gone'))

/** One fault of each kind. */
export const plantedFaults = [
  ...plant('undocumented-status', [POST], { 'responds 201, which': exchange(withStatus(201)) }),
  ...plant('undocumented-status', [HEALTH], { 'responds 307, which': health(withStatus(307)) }),
  ...plant('server-error', [POST], {
    '500 to an invalid request (body is not JSON)': onText(/^\{$/, withStatus(500)),
    '500 to a valid request (an unknown credential (unicode))': onText(/世界/, withStatus(500)),
    '502 to a valid request (an unknown credential (null-character))': onText(/\\u0000/, withStatus(502)),
    '500 to an invalid request (body must be object)': onText(/^\[{10000}.*\]$/, withStatus(500)),
    '500 to a valid request (long)': onText(/x{500000}/, withStatus(500)),
  }),
  ...plant('server-error', ofMethod('PATCH'), { 'to an undocumented method': failOn('PATCH', 500) }),
  ...plant('no-response', [POST], { '(huge number): the connection failed': onText(/1e999/, disconnect) }),
  ...plant('content-type', [POST], {
    'responds 200 with text/html, expected application/json': exchange(withType('text/html')),
    'responds 401 with text/html, expected application/json': unauthorized(withType('text/html')),
  }),
  ...plant('content-type', [HEALTH], {
    'responds 200 with no content type, expected application/json': health(withType()),
    'charset latin1, but JSON is always UTF-8': health(withType('application/json;charset="latin1"')),
  }),
  ...plant('cacheable-secret', [POST], { 'without Cache-Control': exchange(withHeader('cache-control')) }),
  ...plant('response-body', [POST], {
    'body of 200 at /user_id is missing': exchange(withField('user_id')),
    'body of 200 at /organization_id must be string': exchange(withField('organization_id', null)),
    'at /expires_at_rfc3339 must match': exchange(withField('expires_at_rfc3339', '2099-12-31 23:59:59Z')),
    'body of 200 at /token_type must match pattern': exchange(withField('token_type', 'Basic')),
    'body of 200 at /access_token must match pattern': exchange(withField('access_token', 'two words')),
    'body of 400 at /message is missing': at('/', 400, withField('message')),
    'body of 200 is not JSON': exchange(withText((text) => text.slice(0, -1))),
    'body of 200 begins with a byte order mark': exchange(withText((text) => `\uFEFF${text}`)),
  }),
  ...plant('response-body', [VERSION], { '/version must be': at('version', 200, withField('version', 1)) }),
  ...plant('negative-accepted', [POST], {
    'although body at /refresh_token is missing': onText(/^\{\}$/, succeed),
    'although body at /refresh_token must be string': onText(/"refresh_token":\[/, succeed),
    'although body must be object': onText(/^\[.*\]$/, succeed),
    'although body at /refresh_token must NOT have fewer': onText(/"refresh_token":""/, succeed),
    'although header Content-Type must be': on(({ contentType }) => contentType === 'text/plain', succeed),
    'although body is not JSON': onText(/\} garbage$/, succeed),
  }),
  ...plant('negative-accepted', OPERATIONS, {
    'header X-Request-Timeout-Nano must match': on(({ timeout }) => /[^0-9]/.test(timeout ?? ''), succeed),
  }),
  ...plant('positive-rejected', [POST], {
    '(type with charset)': on(({ contentType }) => /utf-8/.test(contentType), withStatus(400)),
    'to a valid request (body: unknown-field)': onText(/x-unknown/, withStatus(400)),
    'responds 401 to a valid request (a plain request)': exchange(withStatus(401)),
    'responds 400 to an unknown credential (length-1), expected 401': unauthorized(withStatus(400)),
  }),
  ...plant('positive-rejected', OPERATIONS, {
    'X-Request-Timeout-Nano: many-digits': on(({ timeout }) => String(timeout).length > 19, withStatus(400)),
  }),
  ...plant('credential-ignored', [POST], {
    'to an unknown credential (length-1)': unauthorized(succeed),
    'to an unknown credential (upper-case)': onText(/KNOWN-API-TOKEN-42/, succeed),
    'similar to a known one (space-before)': onText(/" known-Api-token-42"/, succeed),
  }),
  ...plant('token-echoed', [POST], {
    'in its response 401': unauthorized(echo),
    'in its response 400': onText(/^bogus/, echo),
    'in its response 200': exchange(withHeader('x-debug', API_TOKEN)),
  }),
  ...plant('unsupported-method', ofMethod('PUT'), { 'responds 200 to an undocumented': failOn('PUT', 200) }),
  ...plant('unsupported-method', ofMethod('DELETE'), { 'responds 404 to an': failOn('DELETE', 404) }),
  ...plant('allow-header', [NOT_POST, ...NOT_GET], { 'responds 405 without Allow': withHeader('allow') }),
  ...plant('allow-header', [NOT_POST], {
    'an Allow that lacks POST': on(({ status }) => status === 405, withHeader('allow', 'GET')),
  }),
]
