import type { ApiHandler } from '../wire/api-handler.ts'

/** The request handlers of other APIs. */
export interface OtherApis {
  /**
   * Adds handlers in front of those that are there.
   *
   * @throws TypeError when one is not a request handler.
   */
  use(handlers: readonly ApiHandler[]): void
  /** Replaces all handlers. */
  replace(handlers: readonly ApiHandler[]): void
  /** Whether a handler takes requests with this method and path. */
  has(request: Request): Promise<boolean>
  /**
   * Returns the response of the first handler that gives one, or `undefined`.
   *
   * Rejects with what a handler throws.
   */
  respond(request: Request): Promise<Response | undefined>
  /** The methods that handlers take at this URL. */
  methodsAt(url: string): Promise<string[]>
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Creates an empty list of handlers. */
export function createOtherApis(): OtherApis {
  let all: readonly ApiHandler[] = []
  let lastId = 0

  async function respond(request: Request): Promise<Response | undefined> {
    for (const handler of all) {
      for (const baseUrl of baseUrlsOf(handler, request.url)) {
        const resolutionContext = { baseUrl }
        // oxlint-disable-next-line no-await-in-loop -- the first handler that responds wins
        if (!(await handler.test({ request, resolutionContext }))) continue
        lastId += 1
        // oxlint-disable-next-line no-await-in-loop
        const result = await handler.run({ request, requestId: `mock-${lastId}`, resolutionContext })
        if (result?.response) return result.response
        break
      }
    }
    return undefined
  }

  async function has(request: Request): Promise<boolean> {
    const tests = all.flatMap((handler) =>
      baseUrlsOf(handler, request.url).map((baseUrl) =>
        handler.test({ request, resolutionContext: { baseUrl } }),
      ),
    )
    return (await Promise.all(tests)).includes(true)
  }

  return {
    use: (handlers) => void (all = [...checkHandlers(handlers), ...all]),
    replace: (handlers) => void (all = [...checkHandlers(handlers)]),
    has,
    async respond(request) {
      const response = await respond(request)
      // as servers do: HEAD is GET without the body
      return (
        response ?? (request.method === 'HEAD' ? respond(new Request(request, { method: 'GET' })) : undefined)
      )
    },
    async methodsAt(url) {
      if (all.length === 0) return []
      const found = await Promise.all(METHODS.map((method) => has(new Request(url, { method }))))
      const methods = METHODS.filter((_, at) => found[at])
      return methods.includes('GET') && !methods.includes('HEAD') ? ['HEAD', ...methods] : methods
    },
  }
}

/**
 * The base URLs that a handler's path is tried with: the root for `/jobs`, each folder of the request's path for
 * `jobs`.
 */
function baseUrlsOf({ info }: ApiHandler, requestUrl: string): string[] {
  const { origin, pathname } = new URL(requestUrl)
  const { path } = info as { path?: unknown }
  if (typeof path !== 'string' || /^(?:\/|\*|[a-z][a-z\d+.-]*:)/i.test(path)) return [`${origin}/`]
  const folders = pathname.split('/').slice(0, -1)
  return folders.map((_, at) => `${origin}${folders.slice(0, at + 1).join('/')}/`)
}

function checkHandlers(handlers: readonly ApiHandler[]): readonly ApiHandler[] {
  const isHandler = (value: unknown): boolean =>
    typeof (value as Partial<ApiHandler> | null | undefined)?.run === 'function'
  if (Array.isArray(handlers) && handlers.every(isHandler)) return handlers
  throw new TypeError('Handlers must be request handlers of msw, such as http.get(path, resolver)')
}
