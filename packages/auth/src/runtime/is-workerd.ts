/**
 * Whether this is Cloudflare's workerd, which cancels a promise whose request has ended: there nobody can
 * wait for what another call has started.
 */
export function isWorkerd(): boolean {
  return globalThis.navigator?.userAgent === 'Cloudflare-Workers'
}
