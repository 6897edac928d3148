const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a clean-up before the process dies of a signal. The process then really dies of that signal: shells end a loop
 * on Ctrl-C only when they see so.
 *
 * @param cleanUp - Must be synchronous.
 * @returns Removes the handlers.
 */
export function onTermination(cleanUp: () => void): Disposable {
  const remove = () => {
    for (const signal of SIGNALS) process.off(signal, end)
  }
  const end = (signal: NodeJS.Signals) => {
    remove()
    cleanUp()
    raise(signal)
  }
  for (const signal of SIGNALS) process.on(signal, end)
  return { [Symbol.dispose]: remove }
}

/** Ends this process by a signal, whose handlers have been removed. */
export function raise(signal: NodeJS.Signals): void {
  process.kill(process.pid, signal)
}
