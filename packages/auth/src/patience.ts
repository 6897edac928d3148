import type { Clock } from './clock.ts'
import type { Flight } from './flight.ts'

/**
 * How long callers wait for a renewal when there is something else to give them.
 *
 * Those who come at the same instant share a timer; no timer outlives the flight.
 */
export class Patience {
  readonly #clock: Clock
  readonly #limitMs: number
  #flightEnd = new AbortController()
  #latest: { atMs: number; isOver: Promise<boolean> } | undefined

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock
    this.#limitMs = limitMs
  }

  /**
   * What the flight brings, if it brings it in time.
   *
   * @param instead - What to give when it fails or takes too long; undefined when there is nothing: then
   *   the failure is passed on, and the flight waited for as long as it takes.
   */
  wait<T>(flight: Flight<T>, signal: AbortSignal | undefined, instead: () => T | undefined): Promise<T> {
    const isOver = this.#start()
    return new Promise<T>((resolve, reject) => {
      let isSettled = false
      const give = (value: T) => {
        isSettled = true
        resolve(value)
      }
      flight.join(signal).then(give, (error: unknown) => {
        const substitute = isSettled || signal?.aborted ? undefined : instead()
        if (substitute === undefined) reject(error as Error)
        else give(substitute)
      })
      const whenOver = (over: boolean) => {
        const substitute = over && !isSettled && !signal?.aborted ? instead() : undefined
        if (substitute !== undefined) give(substitute)
      }
      isOver.then(whenOver).catch(reject)
    })
  }

  /** The flight has ended: releases the timers. */
  end(): void {
    this.#flightEnd.abort()
    this.#flightEnd = new AbortController()
    this.#latest = undefined
  }

  #start(): Promise<boolean> {
    const atMs = this.#clock.monotonic()
    if (this.#latest?.atMs !== atMs) {
      const sleep = this.#clock.sleep(this.#limitMs, this.#flightEnd.signal)
      this.#latest = {
        atMs,
        isOver: sleep.then(
          () => true,
          () => false,
        ),
      }
    }
    return this.#latest.isOver
  }
}
