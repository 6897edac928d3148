import { CommandError } from '../errors/command-error.ts'
import { EXIT } from '../errors/exit-status.ts'

/** How long is waited for an answer when `--timeout` does not say, in seconds. */
export const DEFAULT_TIMEOUT_SECONDS = 30

/** Ends a command that waits too long. */
export interface Deadline extends Disposable {
  /** Aborted when time is up; its reason is a {@link CommandError}. */
  readonly signal: AbortSignal
  /** Begins to count anew: something came. */
  restart(): void
}

/** Starts to count. */
export function startDeadline(seconds: number = DEFAULT_TIMEOUT_SECONDS): Deadline {
  const controller = new AbortController()
  const end = () =>
    controller.abort(
      new CommandError(
        `No answer within ${seconds} s.`,
        EXIT.unreachable,
        'Give a larger --timeout, or see with "qci-auth doctor" how far the way to the API is open.',
      ),
    )
  const timer = setTimeout(end, seconds * 1_000)
  return {
    signal: controller.signal,
    restart: () => void timer.refresh(),
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}
