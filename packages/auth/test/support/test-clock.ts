import type { Clock } from '@qci-client/auth'

interface Sleeper {
  wakeAtMs: number
  wake(): void
}

/** A clock that only the test moves. */
export class TestClock implements Clock {
  #nowMs: number
  #monotonicMs = 1_000
  readonly #settle: () => Promise<void>
  readonly #sleepers = new Set<Sleeper>()

  /** @param settleAll - Runs everything that needs no time of this clock. */
  constructor(startAtMs: number = Date.UTC(2026, 0, 1), settleAll: () => Promise<void> = settle) {
    this.#nowMs = startAtMs
    this.#settle = settleAll
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

  /** How many timers are running. */
  get timerCount(): number {
    return this.#sleepers.size
  }

  /** Moves both clocks, waking sleepers in order and settling everything that they start. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#monotonicMs + ms
    await this.#settle()
    for (let wakeAtMs = this.#nextMs(); wakeAtMs <= untilMs; wakeAtMs = this.#nextMs()) {
      this.#move(Math.max(wakeAtMs, this.#monotonicMs))
      for (const sleeper of [...this.#sleepers].filter((one) => one.wakeAtMs === wakeAtMs)) {
        if (!this.#sleepers.delete(sleeper)) continue // aborted by one that was woken before it
        sleeper.wake()
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
      }
      await this.#settle()
    }
    this.#move(untilMs)
    await this.#settle()
  }

  /** The same for many small moves: synchronous where no sleeper is due. */
  tick(ms: number): Promise<void> | undefined {
    if (this.#nextMs() <= this.#monotonicMs + ms) return this.advance(ms)
    this.#move(this.#monotonicMs + ms)
    return undefined
  }

  /** Sets the wall clock, as after a manual change or a suspend. The monotonic clock does not move. */
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

/** Runs every task that is ready in the event loop. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
