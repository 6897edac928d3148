import { isQciAuthError } from '@qci-client/auth'
import type { AuthClient } from '@qci-client/auth'
import express from 'express'
import type { ErrorRequestHandler, Express } from 'express'

/** Creates an app that shows the status of jobs. All requests share the client, and so its access token. */
export function createApp(client: Pick<AuthClient, 'fetch'>): Express {
  const app = express()

  // Express 5 passes a rejection to the error handler.
  // oxlint-disable-next-line oxc/no-async-endpoint-handlers
  app.get('/jobs/:id/status', async (request, response) => {
    // Like `fetch`, but with the access token; the path is relative to QCI_API_URL.
    const path = `optimization/v1/jobs/${encodeURIComponent(request.params.id)}/status`
    const upstream = await client.fetch(path, { signal: AbortSignal.timeout(10_000) })
    response
      .status(upstream.status)
      .type('application/json')
      .send(await upstream.text())
  })

  app.use(respondToAuthErrors)
  return app
}

/** Without an access token there is no upstream response. The details are for the log, not for the browser. */
const respondToAuthErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (!isQciAuthError(error)) {
    next(error)
    return
  }
  console.error(error.message)
  response.status(503).json({ error: 'QCi is not available', code: error.code })
}
