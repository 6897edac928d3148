import { failure } from '../contract/responses.ts'
import type { ApiHandler } from '../wire/api-handler.ts'

/** A failure of an endpoint, with the documented body `{ message }`. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** A request to an endpoint. */
export interface RouteRequest {
  request: Request
  /** The parts of the path in braces. */
  params: Readonly<Record<string, string>>
}

/** An endpoint: `respond` returns the JSON of a 200 response, or throws an {@link ApiError}. */
interface ApiRoute {
  method: string
  /** Below any base path: `optimization/v1/jobs/{id}`. */
  path: string
  respond: (request: RouteRequest) => unknown
  /** Wraps the endpoint, to require an access token. */
  guard: (
    resolver: (info: { request: Request }) => Promise<Response>,
  ) => (info: { request: Request }) => unknown
}

/** Creates a handler for an endpoint. It needs no msw. */
export function createApiRoute({ method, path, respond, guard }: ApiRoute): ApiHandler {
  const pattern = new RegExp(`/${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
  const match = (request: Request): RegExpExecArray | undefined =>
    (request.method === method && pattern.exec(new URL(request.url).pathname)) || undefined
  return {
    info: { method, path },
    test: async ({ request }) => match(request) !== undefined,
    async run({ request }) {
      const found = match(request)
      if (!found) return null
      const params = found.groups ?? {}
      const response = await guard(async () => toResponse(() => respond({ request, params })))({ request })
      return { response: response as Response }
    },
  }
}

async function toResponse(respond: () => unknown): Promise<Response> {
  try {
    return Response.json(await respond())
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { status, body } = failure(error.status, error.message)
    return Response.json(body, { status })
  }
}
