/** What stops the command. */
export type StopReason = 'signal' | 'stdin'

/** Waits for the end of the command. */
export interface Stop {
  /** Resolves when the command is to stop. */
  readonly requested: Promise<StopReason>
  /** Releases standard input and the signals. */
  release(): void
}

/**
 * Waits for SIGINT or SIGTERM.
 *
 * @param options - With `stdin`, also for the end of standard input, which comes when the parent process ends.
 */
export function waitForStop({ stdin }: { stdin: boolean }): Stop {
  let onSignal = (): void => {}
  const requested = new Promise<StopReason>((resolve) => {
    onSignal = () => resolve('signal')
    process.once('SIGINT', onSignal)
    process.once('SIGTERM', onSignal)
    if (!stdin) return
    for (const event of ['end', 'close', 'error']) process.stdin.once(event, () => resolve('stdin'))
    process.stdin.resume()
  })
  return {
    requested,
    release() {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
      if (stdin) process.stdin.destroy() // otherwise it keeps the process running
    },
  }
}
