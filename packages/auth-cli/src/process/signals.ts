const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a clean-up before a signal ends the process. The signal then kills the process, because shells end a loop on
 * Ctrl-C only if the signal killed the command.
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
