import type { ApiFlags } from './api-flags.ts'
import type { GlobalFlags } from '../config/global-flags.ts'
import { withSession } from '../session/session.ts'
import { ofConnection } from '../advice/to-problem.ts'
import { TransportError } from '../http/transport-error.ts'
import { printWarning } from '../output/stderr.ts'
import { toRetryNotice } from '../output/to-retry-notice.ts'
import { findRoute } from '../proxy/route.ts'
import { toRequest } from './request.ts'
import { assertRetryable, sendWithRetries } from './retry.ts'
import { sendAuthenticated } from './send-authenticated.ts'
import { showResponse } from './show-response.ts'
import { toShown } from '../http/to-shown.ts'
import { toTarget } from './target.ts'
import { createTrace } from './trace.ts'

/** Makes the request of `qci-auth api` and prints the response. */
export async function callApi(path: string, flags: GlobalFlags & ApiFlags): Promise<void> {
  await withSession(
    flags,
    { apiToken: true, countsFromLastByte: true },
    async ({ client, deadline, env }) => {
      const url = toTarget(path, client)
      const request = await toRequest(flags, deadline.signal)
      if (flags.retry !== undefined && flags.retry > 0) assertRetryable(request)
      const trace = flags.verbose ? createTrace() : undefined
      const context = { client, deadline, env, ...trace }
      const response = await sendWithRetries(() => sendAuthenticated(url, request, context), {
        retries: flags.retry ?? 0,
        deadline,
        onRetry(failure, delayMs) {
          const what =
            failure instanceof TransportError
              ? ofConnection(failure, { env, route: findRoute(url, env) }).message
              : `${failure.status} ${failure.statusText} for ${request.method} ${toShown(url)}`
          printWarning(`${what}\n  ${toRetryNotice(delayMs)}`)
        },
      })
      await showResponse(response, { ...flags, method: request.method })
    },
  )
}
