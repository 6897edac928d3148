import type { ApiError, RedirectError } from '@qci-client/auth'

/** What to do about a 407, which a proxy has sent. */
export const PROXY_PASSWORD_ADVICE =
  'The proxy requires a user name and password: set the proxy variable to http://USER:PASSWORD@HOST:PORT, both URL-encoded.'

/** What to do about an error status of the auth API. */
export function adviseOnStatus(error: ApiError): string | undefined {
  const { status, retryAfterMs, url } = error
  if (status === 407) return PROXY_PASSWORD_ADVICE
  if (status === 511) {
    return 'The network requires a login (captive portal): open a page in a browser and log in.'
  }
  if (retryAfterMs !== undefined) {
    return `Wait ${Math.ceil(retryAfterMs / 1_000)} s before the next request, as the API requires (Retry-After).`
  }
  if (status === 401 || status === 403) return adviseOnRejection(error)
  if (status === 404 || status === 405 || status === 410) return adviseOnMissing(url)
  if (status === 400 || status === 422) {
    return 'The API rejected the request. Check that the API token belongs to this API and has been copied completely.'
  }
  if (status === 408)
    return 'The API did not receive the whole request in time. Check the connection and try again.'
  if (status === 429) return 'Too many requests. Wait a minute before the next one.'
  if (status >= 500) return 'The API, or a gateway in front of it, is failing. Try again later.'
  return 'Check that QCI_API_URL or --url points to the API, and that no proxy responds in its place.'
}

/** The address of the API may have a wrong path, such as that of the endpoint. */
function adviseOnMissing(url: string): string {
  const path = new URL(url).pathname.replace(/auth\/v1\/access-tokens\/\w*$/, '')
  const what =
    'There is no auth API at this address. Check that QCI_API_URL or --url is the base address of the API'
  if (path.includes('/auth/v1')) return `${what}: remove /auth/v1 and everything after it.`
  return path === '/' ? `${what}.` : `${what}, and that the path ${path} is right.`
}

function adviseOnRejection({ url, apiMessage, responseBody }: ApiError): string {
  if (/\/(health|version)\/?$/.test(new URL(url).pathname)) {
    return 'No token was sent: a firewall or gateway in front of the API rejects the request. Check the address, the network (VPN, allowed IP addresses) and the proxy.'
  }
  if (apiMessage === undefined && /^\s*</.test(responseBody)) {
    return 'The response is an HTML page, so a firewall or gateway in front of the API has sent it. Check the network (VPN, allowed IP addresses) and the proxy, then the API token.'
  }
  return 'Check that the API token belongs to this API and is still valid.'
}

/** What to do about a redirect of the auth API. */
export function adviseOnRedirect({ url, location }: RedirectError): string {
  const from = new URL(url)
  const to = location !== undefined && URL.canParse(location) ? new URL(location) : undefined
  if (!to) return 'Check that QCI_API_URL or --url is the base address of the API.'
  if (to.hostname !== from.hostname) {
    return `The network may have a login page (captive portal): open ${to.origin}${to.pathname} in a browser and log in. Otherwise check QCI_API_URL or --url.`
  }
  const endpoint = /auth\/v1\/access-tokens\/.*$/
  const isSameEndpoint =
    endpoint.exec(from.pathname)?.[0].replace(/\/$/, '') ===
    endpoint.exec(to.pathname)?.[0].replace(/\/$/, '')
  if (isSameEndpoint && endpoint.test(to.pathname)) {
    const base = to.origin + to.pathname.replace(endpoint, '').replace(/\/$/, '')
    return `Set --url or QCI_API_URL to ${base}.`
  }
  return 'A gateway or login page responds in place of the API. Check that QCI_API_URL or --url is the base address of the API.'
}
