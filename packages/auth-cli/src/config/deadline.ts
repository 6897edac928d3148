import { CommandError } from '../errors/command-error.ts'
import { EXIT } from '../errors/exit-status.ts'

/** The time limit when `--timeout` is not given, in seconds. */
export const DEFAULT_TIMEOUT_SECONDS = 30

/** The time limit of a command. */
export interface Deadline extends Disposable {
  /** Aborted when the time has passed; its reason is a {@link TimeLimitError}. */
  readonly signal: AbortSignal
  /** The remaining time, in milliseconds. */
  remainingMs(): number
  /**
   * Starts the time again, because bytes have been sent or received.
   *
   * @param delayMs - When to start; by default now.
   */
  restart(delayMs?: number): void
  /** Ends everything that uses the signal, because an error makes further attempts useless. */
  abort(reason: Error): void
}

/** Starts the time limit of a command. */
export function startDeadline(seconds: number = DEFAULT_TIMEOUT_SECONDS): Deadline {
  const controller = new AbortController()
  const end = () => controller.abort(new TimeLimitError(seconds))
  let timer = setTimeout(end, seconds * 1_000)
  let endMs = performance.now() + seconds * 1_000
  return {
    signal: controller.signal,
    remainingMs: () => Math.max(0, endMs - performance.now()),
    restart(delayMs = 0) {
      if (controller.signal.aborted) return
      clearTimeout(timer)
      timer = setTimeout(end, delayMs + seconds * 1_000)
      endMs = performance.now() + delayMs + seconds * 1_000
    },
    abort: (reason) => controller.abort(reason),
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}

/** The time limit has passed. */
export class TimeLimitError extends CommandError {
  readonly seconds: number

  constructor(seconds: number) {
    const shown = Number(seconds.toFixed(1)) || seconds
    super(`No response within ${shown} s.`, EXIT.unreachable)
    this.seconds = seconds
  }
}
