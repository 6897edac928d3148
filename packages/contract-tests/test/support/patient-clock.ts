import type { Clock } from '@qci-client/auth'

/** How long the clients of these tests let a request take; nothing else that they wait for is as long. */
export const TIMEOUT_MS = 77_777

/** A clock on which every wait is over at once, and written down; but deadlines hold until the test says so. */
export class PatientClock implements Clock {
  /** What was waited for between tries, in milliseconds. */
  readonly waitsMs: number[] = []
  #nowMs: number
  readonly #deadlines = new Set<() => void>()

  constructor(startAtMs: number) {
    this.#nowMs = startAtMs
  }

  now(): number {
    return this.#nowMs
  }

  monotonic(): number {
    return this.#nowMs
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (ms !== TIMEOUT_MS) {
      this.waitsMs.push(ms)
      this.#nowMs += ms
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      this.#deadlines.add(resolve)
      signal.addEventListener('abort', () => {
        this.#deadlines.delete(resolve)
        reject(signal.reason as Error)
      })
    })
  }

  /** Lets the time of every request be up. */
  passDeadlines(): void {
    for (const end of this.#deadlines) end()
  }
}
