import { findHeader } from '../http/create-fetch.ts'
import type { HttpResponse } from '../http/send-http-request.ts'

/** At most this many redirects are followed, as by `fetch`. */
export const MAX_REDIRECTS = 20

/** The request that follows a redirect. */
export interface Redirect {
  readonly url: URL
  readonly method: string
  /** Whether the body is sent again. */
  readonly keepsBody: boolean
}

/**
 * What a response redirects to, by the rules of `fetch`: 303 and a redirected POST become GET without a body, 307 and
 * 308 keep method and body. Undefined when it is not a redirect that can be followed.
 */
export function toRedirect({ status, headers, url }: HttpResponse, method: string): Redirect | undefined {
  const location = findHeader(headers, 'location')
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined
  if (!URL.canParse(location, url)) return undefined
  const target = new URL(location, url)
  if (!/^https?:$/.test(target.protocol) || target.username || target.password) return undefined
  const becomesGet = status === 303 ? !/^(GET|HEAD)$/.test(method) : status < 303 && method === 'POST'
  return { url: target, method: becomesGet ? 'GET' : method, keepsBody: !becomesGet }
}
