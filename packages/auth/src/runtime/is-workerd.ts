/**
 * Whether this runtime is Cloudflare's workerd. It cancels the promises of a request that has ended, so a call cannot
 * wait for what another call has started.
 */
export function isWorkerd(): boolean {
  return globalThis.navigator?.userAgent === 'Cloudflare-Workers'
}
