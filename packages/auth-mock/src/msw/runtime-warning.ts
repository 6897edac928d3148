/**
 * The warning for a runtime in which msw 3 does not intercept requests, or `undefined`. Tried with Bun 1.4 and
 * Deno 2.9: requests go to the network instead.
 *
 * @param scope - The global object.
 * @param server - msw's server; only that of msw 3 has `readyState`.
 */
export function toRuntimeWarning(scope: object, server: object): string | undefined {
  const runtime = ['Bun', 'Deno'].find((name) => name in scope)
  if (runtime === undefined || !('readyState' in server)) return undefined
  return `@qci-client/auth-mock/node: msw 3 does not intercept requests in ${runtime}; use startAuthMockServer() of @qci-client/auth-mock/server`
}
