import type { Clock } from '@qci-client/auth'

interface Sleeper {
  wakeAtMs: number
  wake(): void
}

/** A clock that moves when the test says so. */
export class TestClock implements Clock {
  #nowMs: number
  #monotonicMs = 1_000
  #sleepers: Sleeper[] = []

  constructor(startAtMs: number = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startAtMs
  }

  now(): number {
    return this.#nowMs
  }

  monotonic(): number {
    return this.#monotonicMs
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper)
        reject(signal.reason as Error)
      }
      const sleeper = {
        wakeAtMs: this.#monotonicMs + ms,
        wake: () => {
          signal.removeEventListener('abort', stop)
          resolve()
        },
      }
      if (signal.aborted) return stop()
      signal.addEventListener('abort', stop, { once: true })
      this.#sleepers.push(sleeper)
    })
  }

  /** How many timers wait. */
  get timerCount(): number {
    return this.#sleepers.length
  }

  /** Moves both clocks, waking sleepers in their order and letting what they start settle. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#monotonicMs + ms
    await settle()
    for (;;) {
      const next = this.#sleepers
        .filter(({ wakeAtMs }) => wakeAtMs <= untilMs)
        .toSorted((a, b) => a.wakeAtMs - b.wakeAtMs)[0]
      if (!next) break
      this.#move(Math.max(next.wakeAtMs, this.#monotonicMs))
      this.#sleepers = this.#sleepers.filter((other) => other !== next)
      next.wake()
      await settle()
    }
    this.#move(untilMs)
    await settle()
  }

  /** Somebody sets the wall clock, or the machine was suspended: the monotonic clock does not notice. */
  step(ms: number): void {
    this.#nowMs += ms
  }

  #move(toMonotonicMs: number): void {
    this.#nowMs += toMonotonicMs - this.#monotonicMs
    this.#monotonicMs = toMonotonicMs
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
