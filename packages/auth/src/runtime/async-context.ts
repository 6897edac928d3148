/** The members of Node's AsyncLocalStorage that are used. */
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

/**
 * Creates an AsyncLocalStorage, in a runtime that has one. It is looked up at run time, because an import would fail
 * in other runtimes.
 */
export function createAsyncStorage<T>(): AsyncStorage<T> | undefined {
  const AsyncLocalStorage = findAsyncLocalStorage()
  return AsyncLocalStorage && new AsyncLocalStorage<T>()
}

/**
 * Returns a function that runs tasks in the current async context instead of the caller's.
 *
 * In Node before 24 each promise keeps the AsyncLocalStorage stores of the context that created it. A cached promise
 * would keep those of one web request until the token expires. In other runtimes, tasks run in the caller's context.
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
