/** Names under which a caller on the same machine reaches the server. */
const loopback = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i

/**
 * Why a request may not use the admin API, or `undefined` when it may.
 *
 * A web page must not control the mock: neither from its own origin, nor by a DNS name that points to the mock's
 * address (DNS rebinding), which the `Host` header shows.
 *
 * @param headers - Names in lower case.
 * @param allowedHosts - Names that are allowed beyond those of the loopback.
 */
export function adminAccessError(
  headers: Readonly<Record<string, string>>,
  allowedHosts: readonly string[],
): string | undefined {
  const { host = '', origin, 'sec-fetch-site': site = 'none' } = headers
  const name = host.replace(/:\d*$/, '')
  const isAllowed =
    loopback.test(name) || allowedHosts.some((allowed) => allowed.toLowerCase() === name.toLowerCase())
  if (!isAllowed) return 'This Host is not allowed; add it with allowHosts or --allow-host'
  const isSameOrigin = origin === undefined || origin === `http://${host}` || origin === `https://${host}`
  if (!isSameOrigin || !['none', 'same-origin'].includes(site)) {
    return 'Pages of other origins may not use the admin API'
  }
  return undefined
}
