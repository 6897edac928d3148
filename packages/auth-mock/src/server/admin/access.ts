/** Names under which a caller on the same machine reaches it. */
const loopback = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i

/**
 * Why a request may not use the admin API, or `undefined` when it may.
 *
 * A page that somebody visits must not move this mock: not from its own origin, and not by giving its own
 * name our address (DNS rebinding), which the `Host` header shows.
 *
 * @param headers - In lower case.
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
  if (!isAllowed) return 'This Host is not allowed: see allowHosts and --allow-host'
  if ((origin !== undefined && origin !== `http://${host}`) || !['none', 'same-origin'].includes(site)) {
    return 'Pages of other origins may not use this'
  }
  return undefined
}
