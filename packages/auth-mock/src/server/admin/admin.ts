import type { AuthMockControls } from '../../engine/controls.ts'
import type { Mask } from '../../journal/mask.ts'
import type { MockRequest, MockResponse } from '../../wire/types.ts'
import { AdminError } from './error.ts'
import { type AdminResponse, type AdminRequest, resources } from './resources.ts'
import { adminAccessError } from './access.ts'

/** The path prefix of the admin API. */
export const ADMIN_FOLDER = '/__mock__/'

/** A request to the admin API. */
export interface AdminHttpRequest extends MockRequest {
  readonly query: URLSearchParams
}

/** What the admin API controls. */
export interface AdminContext {
  mock: AuthMockControls
  /** The base URL of the server. */
  url: string
  /** Takes secrets out of what is answered. */
  mask: Mask
  /** Names in the `Host` header that are allowed beyond those of the loopback. */
  allowHosts: readonly string[]
}

/** Answers a request to the admin API. Never rejects. */
export async function handleAdminRequest(
  door: AdminContext,
  request: AdminHttpRequest,
): Promise<MockResponse> {
  try {
    const { status = 200, body } = await route(door, request)
    return toAnswer(status, body)
  } catch (error) {
    const body = { message: door.mask.text((error as Error).message) }
    if (error instanceof AdminError) return toAnswer(error.status, body, error.headers)
    return toAnswer(400, body) // what the controls throw is about what was asked
  }
}

async function route(door: AdminContext, request: AdminHttpRequest): Promise<AdminResponse> {
  const { mock, url, mask, allowHosts } = door
  const refusal = adminAccessError(request.headers, allowHosts)
  if (refusal !== undefined) throw new AdminError(403, refusal)

  const path = request.path.slice(ADMIN_FOLDER.length)
  const found = resources
    .map(({ pattern, methods }) => ({ match: pattern.exec(path), methods }))
    .find(({ match }) => match !== null)
  if (!found) throw new AdminError(404, 'There is nothing at this path of the admin API')

  const method = request.method === 'HEAD' ? 'GET' : request.method
  const answer = Object.hasOwn(found.methods, method) ? found.methods[method] : undefined
  if (!answer) {
    const allow = Object.keys(found.methods).join(', ')
    throw new AdminError(405, `The methods here are ${allow}`, { allow })
  }
  const asked: AdminRequest = {
    mock,
    url,
    mask,
    ref: decodeURIComponent(found.match?.[1] ?? ''),
    query: request.query,
    body: method === 'GET' || method === 'DELETE' ? {} : await readJson(request),
  }
  return answer(asked)
}

/** The JSON of the body; what its media type says does not count, so that curl needs no header. */
async function readJson(request: AdminHttpRequest): Promise<Record<string, unknown>> {
  const bytes = await request.readBody()
  if (!bytes) throw new AdminError(413, 'The body is too large')
  const text = new TextDecoder().decode(bytes).trim()
  if (text === '') return {}
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new AdminError(400, 'The body must be JSON')
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>
  throw new AdminError(400, 'The body must be a JSON object')
}

function toAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): MockResponse {
  const text = body === undefined ? '' : `${JSON.stringify(body)}\n`
  return {
    status,
    headers: {
      ...headers,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      'cache-control': 'no-store',
    },
    text,
    delivery: { kind: 'whole' },
  }
}
