import { decodeText } from '../../util/bytes.ts'
import type { AuthMockControls } from '../../engine/auth-mock-controls.ts'
import type { Mask } from '../../journal/mask.ts'
import type { MockRequest, MockResponse } from '../../wire/types.ts'
import { adminAccessError } from './access.ts'
import { endpoints, toPattern } from './endpoints.ts'
import type { AdminResponse } from './endpoint.ts'
import { AdminError } from './error.ts'

/** The path prefix of the admin API. */
const ADMIN_FOLDER = '/__mock__/'
/** The largest request body, in bytes. */
const MAX_BODY_BYTES = 2 ** 20

/** A request to the admin API. */
export interface AdminHttpRequest extends MockRequest {
  readonly query: URLSearchParams
}

/** What the admin API controls. */
export interface AdminContext {
  mock: AuthMockControls
  /** The base URL of the server. */
  url: string
  /** Removes secrets from responses. */
  mask: Mask
  /** Names in the `Host` header that are allowed beyond those of the loopback. */
  allowHosts: readonly string[]
}

/** Responds to a request to the admin API. Never rejects. */
export async function handleAdminRequest(
  context: AdminContext,
  request: AdminHttpRequest,
): Promise<MockResponse> {
  try {
    const { status = 200, body } = await route(context, request)
    return toResponse({ status, body })
  } catch (error) {
    const body = { message: context.mask.text((error as Error).message) }
    if (error instanceof AdminError) return toResponse({ status: error.status, body, headers: error.headers })
    return toResponse({ status: 400, body }) // the controls throw when a value is wrong
  }
}

async function route(context: AdminContext, request: AdminHttpRequest): Promise<AdminResponse> {
  const accessError = adminAccessError(request.headers, context.allowHosts)
  if (accessError !== undefined) throw new AdminError(403, accessError)

  const path = request.path.slice(ADMIN_FOLDER.length)
  const atPath = endpoints.flatMap((endpoint) => {
    const match = toPattern(endpoint.path).exec(path)
    return match ? [{ endpoint, ref: match[1] ?? '' }] : []
  })
  if (atPath.length === 0) throw new AdminError(404, 'No such path in the admin API; see GET /__mock__/')

  const method = request.method === 'HEAD' ? 'GET' : request.method
  const found = atPath.find(({ endpoint }) => endpoint.method === method)
  if (!found) {
    const allow = atPath.map(({ endpoint }) => endpoint.method)
    throw new AdminError(405, `Method not allowed; use ${allow.join(', ').replace(/, (\w+)$/, ' or $1')}`, {
      allow: allow.join(', '),
    })
  }
  const hasBody = method !== 'GET' && method !== 'DELETE'
  return found.endpoint.run({
    ...context,
    ref: decodeURIComponent(found.ref),
    query: request.query,
    body: hasBody ? await readJson(request, found.endpoint.takesList) : {},
  })
}

/** The JSON of the body. Its media type is not checked, so that curl needs no header. */
async function readJson(request: AdminHttpRequest, takesList = false): Promise<Record<string, unknown>> {
  const bytes = await request.readBody(MAX_BODY_BYTES)
  if (!bytes) throw new AdminError(413, `The body is larger than ${MAX_BODY_BYTES} bytes`)
  const text = decodeText(bytes).trim()
  if (text === '') return {}
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new AdminError(400, 'The body must be JSON')
  }
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
  if (isObject || (takesList && Array.isArray(body))) return body as Record<string, unknown>
  throw new AdminError(400, `The body must be a JSON object${takesList ? ' or a list of objects' : ''}`)
}

function toResponse({
  status,
  body,
  headers = {},
}: {
  status: number
  body: unknown
  headers?: Readonly<Record<string, string>>
}): MockResponse {
  return {
    status,
    headers: {
      ...headers,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      'cache-control': 'no-store',
    },
    body: body === undefined ? '' : `${JSON.stringify(body)}\n`,
    delivery: { kind: 'whole' },
  }
}
