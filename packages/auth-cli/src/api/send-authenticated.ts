import type { AuthClient } from '@qci-client/auth'

import type { Deadline } from '../config/deadline.ts'
import type { Environment } from '../config/setting.ts'
import { sendHttpRequest } from '../http/send-http-request.ts'
import type { HeaderField, HttpResponse } from '../http/send-http-request.ts'
import { findRoute } from '../proxy/route.ts'
import { MAX_REDIRECTS, toRedirect } from './follow-redirect.ts'
import type { ApiRequest } from './request.ts'

/** The parts of the client that are needed. */
export type TokenSource = Pick<AuthClient, 'getAccessToken' | 'replaceAccessToken' | 'isTrusted'>

/** What {@link sendAuthenticated} needs. */
export interface SendContext {
  readonly client: TokenSource
  readonly deadline: Deadline
  readonly env: Environment
  /** Called with the head of every request that is sent. */
  readonly onRequest?: ((head: RequestHead) => void) | undefined
  /** Called with every response. */
  readonly onResponse?: ((response: HttpResponse) => void) | undefined
}

/** A request line with its headers, Authorization included. */
export interface RequestHead {
  readonly method: string
  readonly url: URL
  readonly headers: readonly HeaderField[]
}

/**
 * Sends a request with an access token. A 401 triggers one renewal and one retry, if the body can be sent again.
 * Redirects are followed; the token is sent to the API's own origin only.
 *
 * @throws TransportError, what the client throws when there is no access token, or the deadline's reason.
 */
export async function sendAuthenticated(
  url: URL,
  request: ApiRequest,
  context: SendContext,
): Promise<HttpResponse> {
  const { client, deadline } = context
  const accessToken = await client.getAccessToken(deadline)
  const response = await sendWithRedirects(url, request, { ...context, accessToken })
  if (response.status !== 401 || !client.isTrusted(response.url.href)) return response
  if (request.body && !request.body.isReplayable) return response
  const replacement = await client.replaceAccessToken(accessToken, deadline)
  if (replacement === undefined) return response
  response.discard()
  return sendWithRedirects(url, request, { ...context, accessToken: replacement })
}

async function sendWithRedirects(
  start: URL,
  request: ApiRequest,
  context: SendContext & { readonly accessToken: string },
): Promise<HttpResponse> {
  let { method, body } = request
  let url = start
  for (let redirects = 0; ; redirects += 1) {
    const response = await sendOnce(url, { ...request, method, body }, context)
    const redirect = redirects < MAX_REDIRECTS ? toRedirect(response, method) : undefined
    if (!redirect || (redirect.keepsBody && body && !body.isReplayable)) return response
    response.discard()
    url = redirect.url
    method = redirect.method
    if (!redirect.keepsBody) body = undefined
  }
}

async function sendOnce(
  url: URL,
  { method, headers: fields, body }: ApiRequest,
  {
    client,
    deadline,
    env,
    accessToken,
    onRequest,
    onResponse,
  }: SendContext & { readonly accessToken: string },
): Promise<HttpResponse> {
  const headers: HeaderField[] = body
    ? [...fields]
    : fields.filter(([name]) => !/^content-(type|encoding|language|location)$/i.test(name))
  if (body?.sizeBytes !== undefined) headers.push(['Content-Length', String(body.sizeBytes)])
  if (client.isTrusted(url.href)) headers.push(['Authorization', `Bearer ${accessToken}`])
  onRequest?.({ method, url, headers })
  const response = await sendHttpRequest(
    { method, url, headers, body: await body?.open() },
    {
      route: findRoute(url, env),
      signal: deadline.signal,
      onProgress: () => deadline.restart(),
    },
  )
  onResponse?.(response)
  return response
}
