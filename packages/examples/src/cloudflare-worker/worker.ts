import { AuthClient, isQciAuthError } from '@qci-client/auth'

/** The Worker's bindings: `QCI_API_URL` as a variable, `QCI_TOKEN` as a secret. */
interface Env {
  QCI_API_URL: string
  QCI_TOKEN: string
}

interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void
}

/** Shared by all requests of this isolate, and with it the cached access token. */
let client: AuthClient | undefined

/** `GET /jobs/:id/status`: the status of a job. */
export default {
  async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
    const id = new URLPattern({ pathname: '/jobs/:id/status' }).exec(request.url)?.pathname.groups['id']
    if (id === undefined) return new Response('Not found', { status: 404 })

    client ??= new AuthClient({ env: { QCI_API_URL: env.QCI_API_URL, QCI_TOKEN: env.QCI_TOKEN } })
    try {
      // With `waitUntil`, a renewal in the background continues after the response.
      const headers = await client.getHeadersWithoutConnectionClose({
        waitUntil: (promise) => context.waitUntil(promise),
      })
      return await fetch(`${client.url}optimization/v1/jobs/${id}/status`, { headers })
    } catch (error) {
      if (!isQciAuthError(error)) throw error
      console.error(error.message)
      return Response.json({ error: 'QCi is not available', code: error.code }, { status: 503 })
    }
  },
}
