/** An AsyncLocalStorage of Node, as far as it is used. */
export interface AsyncStorage<T> {
  run<R>(value: T, task: () => R): R
  getStore(): T | undefined
  disable?(): void
}

interface AsyncHooks {
  AsyncLocalStorage: {
    new <T>(): AsyncStorage<T>
    snapshot(): <R>(task: () => R) => R
  }
}

interface Process {
  versions?: { node?: string }
  getBuiltinModule?(name: string): AsyncHooks | undefined
}

/** An AsyncLocalStorage, in a runtime that has one. It is looked up: an import would fail in the others. */
export function createAsyncStorage<T>(): AsyncStorage<T> | undefined {
  const AsyncLocalStorage = findAsyncLocalStorage()
  return AsyncLocalStorage && new AsyncLocalStorage<T>()
}

/**
 * Makes a function that runs tasks in the async context of this moment instead of the caller's.
 *
 * In Node before 24 each promise keeps the AsyncLocalStorage stores of the context that made it: a promise in the
 * cache would keep those of one web request for as long as the token lives. Elsewhere it runs tasks as they are.
 */
export function createContextRunner(): <R>(task: () => R) => R {
  const { process } = globalThis as { process?: Process }
  const keepsContexts = Number.parseInt(process?.versions?.node ?? '', 10) < 24
  return (keepsContexts && findAsyncLocalStorage()?.snapshot()) || ((task) => task())
}

function findAsyncLocalStorage(): AsyncHooks['AsyncLocalStorage'] | undefined {
  const { process } = globalThis as { process?: Process }
  try {
    return process?.getBuiltinModule?.('node:async_hooks')?.AsyncLocalStorage
  } catch {
    return undefined
  }
}
