/** Whether a host is this machine: `localhost`, 127.0.0.0/8 or `[::1]`. Same rule as the client's. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
