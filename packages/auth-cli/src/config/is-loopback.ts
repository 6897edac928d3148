/** Whether requests to this host stay on this machine (RFC 6761 section 6.3, RFC 6890). */
export function isLoopback({ hostname }: URL): boolean {
  return /^(127(\.\d+){3}|\[::1\]|(.+\.)?localhost\.?)$/.test(hostname)
}
