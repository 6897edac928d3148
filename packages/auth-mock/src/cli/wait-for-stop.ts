/** A wait for the end. */
export interface Stop {
  /** Resolves when the command is told to stop. */
  readonly told: Promise<void>
  /** Gives back standard input; else a parent that lives on keeps the command alive. */
  release(): void
}

/**
 * Waits to be told to stop: by SIGINT or SIGTERM, or, when asked for, by the end of standard
 * input, which comes when the program that started it has gone.
 */
export function waitForStop(exitWithParent: boolean): Stop {
  const told = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
    if (!exitWithParent) return
    for (const event of ['end', 'close', 'error']) process.stdin.once(event, () => resolve())
    process.stdin.resume()
  })
  return { told, release: () => void (exitWithParent && process.stdin.destroy()) }
}
