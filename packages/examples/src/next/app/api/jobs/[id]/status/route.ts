import { AuthClient, isQciAuthError } from '@qci-client/auth'

const shared = globalThis as typeof globalThis & { qciClient?: AuthClient }

/**
 * Creates the client with the first request: `next build` imports this module without the environment variables. The
 * client is on `globalThis` because each bundle of the app has a copy of this module.
 */
function getClient(): AuthClient {
  return (shared.qciClient ??= new AuthClient({ timeoutMs: 10_000 }))
}

/** `GET /api/jobs/[id]/status`: the status of a job. The API token stays on the server. */
export async function GET(request: Request, context: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await context.params
  try {
    const path = `optimization/v1/jobs/${encodeURIComponent(id)}/status`
    const upstream = await getClient().fetch(path, { signal: request.signal })
    return Response.json(await upstream.json(), { status: upstream.status })
  } catch (error) {
    if (!isQciAuthError(error)) throw error
    console.error(error.message)
    return Response.json({ error: 'QCi is not available', code: error.code }, { status: 503 })
  }
}
