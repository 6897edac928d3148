import { ConfigurationError } from '../errors/errors.ts'
import { createAsyncStorage } from './async-context.ts'
import type { AsyncStorage } from './async-context.ts'

/** What the client waits for: the `apiToken` function, or the `fetch` of an exchange or of a request of `client.fetch`. */
export type Caller = 'apiToken' | 'exchange' | 'fetch'

/**
 * Detects calls of a client from inside a function that the client waits for. Such a call would wait for itself.
 *
 * A call is detected if it is made before the function returns, or by its key: the signal that an `apiToken` function
 * got, or the address of an exchange. Where the runtime has AsyncLocalStorage (Node, Bun, Deno, workerd with Node
 * compatibility), it is detected until the function's promise settles. In other cases the time limit ends it.
 */
export interface CallGuard {
  /** Runs such a function. */
  run<T>(caller: Caller, task: () => T | Promise<T>, key?: AbortSignal | string): Promise<T>
  /** Returns the function that is making this call, if any. */
  caller(key?: AbortSignal | string | null): Caller | undefined
  /**
   * Whether a function is probably calling the client again and again, without an end: in a runtime without
   * AsyncLocalStorage, more than 1 000 calls of such functions have not ended.
   */
  isRunaway(): boolean
}

interface Scope {
  readonly caller: Caller
  readonly key: AbortSignal | string | undefined
}

export function createCallGuard(): CallGuard {
  const active = new Set<Scope>()
  let running: Scope | undefined
  let storage: AsyncStorage<Scope> | undefined

  return {
    async run(caller, task, key) {
      const scope = { caller, key }
      const outer = running
      active.add(scope)
      try {
        storage ??= createAsyncStorage()
        running = scope
        let result
        try {
          result = storage ? storage.run(scope, task) : task()
        } finally {
          running = outer
        }
        return await result
      } finally {
        active.delete(scope)
        // In Node 22 it slows down every promise of the process.
        try {
          if (!active.size) storage?.disable?.()
        } catch {} // not implemented in workerd
      }
    },
    caller(key) {
      if (!active.size) return undefined
      const scope = running ?? storage?.getStore() ?? (key && [...active].find((one) => one.key === key))
      return scope && active.has(scope) ? scope.caller : undefined
    },
    isRunaway: () => !storage && active.size > 1_000,
  }
}

/** The error for such a call. */
export function toReentryError(caller: Caller): ConfigurationError {
  const option = caller === 'apiToken' ? caller : 'fetch'
  return new ConfigurationError(
    `The ${option} function called the client that waits for it. Use another client, or plain fetch, inside it.`,
    { option, source: option },
  )
}
