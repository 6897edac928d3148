/**
 * Replaces the globals `Headers`, `Request` and `Response` of this process by functions that cannot be used.
 *
 * Node loads its whole `fetch` when a program first touches one of them, which takes longer than everything else at
 * the start of the command. The client only checks that they exist; its requests are sent by `node:http`.
 */
export function keepFetchUnloaded(): void {
  // Assigned: defineProperty would load what it replaces.
  Object.assign(globalThis, { Headers: Unused, Request: Unused, Response: Unused })
}

function Unused(): never {
  throw new Error('The command does not use the classes of fetch.')
}
