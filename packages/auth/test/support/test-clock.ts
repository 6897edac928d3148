import type { Clock } from '@qci-client/auth'

interface Sleeper {
  wakeAtMs: number
  wake(): void
}

/** A clock that moves when the test says so. */
export class TestClock implements Clock {
  #nowMs: number
  #monotonicMs = 1_000
  readonly #sleepers = new Set<Sleeper>()

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
        this.#sleepers.delete(sleeper)
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
      this.#sleepers.add(sleeper)
    })
  }

  /** How many timers wait. */
  get timerCount(): number {
    return this.#sleepers.size
  }

  /** Moves both clocks, waking sleepers in their order and letting what they start settle. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#monotonicMs + ms
    await settle()
    for (let wakeAtMs = this.#nextMs(); wakeAtMs <= untilMs; wakeAtMs = this.#nextMs()) {
      this.#move(Math.max(wakeAtMs, this.#monotonicMs))
      for (const sleeper of [...this.#sleepers].filter((one) => one.wakeAtMs === wakeAtMs)) {
        if (!this.#sleepers.delete(sleeper)) continue // one that woke before it has called it off
        sleeper.wake()
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
      }
      await settle()
    }
    this.#move(untilMs)
    await settle()
  }

  /** The same for many small moves: takes no time of its own where nobody is due. */
  tick(ms: number): Promise<void> | undefined {
    if (this.#nextMs() <= this.#monotonicMs + ms) return this.advance(ms)
    this.#move(this.#monotonicMs + ms)
    return undefined
  }

  /** Somebody sets the wall clock, or the machine was suspended: the monotonic clock does not notice. */
  step(ms: number): void {
    this.#nowMs += ms
  }

  #nextMs(): number {
    let nextMs = Number.POSITIVE_INFINITY
    for (const { wakeAtMs } of this.#sleepers) nextMs = Math.min(nextMs, wakeAtMs)
    return nextMs
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
