import { toAbortedError } from './deadline.ts'
import type { RequestAbortedError } from './errors.ts'

/** How a flight is made. */
export interface FlightPlan<T> {
  /** The work. Its signal is aborted when nobody wants its outcome any more. */
  run(signal: AbortSignal): Promise<T>
  /** Whether it goes on when nobody waits for it. */
  runsOn: boolean
  /** Told once, before those who wait are: it has come to its end, one way or the other. */
  onEnd(): void
}

/** One piece of work that several callers wait for: they join it, and each may leave it. */
export class Flight<T> {
  /** The outcome. It is handled: nobody needs to wait for it. */
  readonly result: Promise<T>
  readonly #plan: FlightPlan<T>
  readonly #settle: { resolve(value: T): void; reject(error: unknown): void }
  #controller = new AbortController()
  #callers = 0
  #hasStarted = false
  #hasEnded = false

  constructor(plan: FlightPlan<T>) {
    const { promise, ...settle } = withResolvers<T>()
    this.#plan = plan
    this.#settle = settle
    this.result = promise
    this.result.catch(() => {}) // those who wait are told by promises of their own, or by this one
  }

  /** Whether somebody waits for the outcome. */
  get hasCallers(): boolean {
    return this.#callers > 0
  }

  /** Begins the work, unless everybody who wanted it has left already. */
  start(): this {
    if (this.#hasEnded) return this
    this.#hasStarted = true
    const controller = this.#controller
    const unlessReplaced = (act: () => void) => {
      if (controller === this.#controller) this.#end(act)
    }
    this.#plan.run(controller.signal).then(
      (value) => unlessReplaced(() => this.#settle.resolve(value)),
      (error: unknown) => unlessReplaced(() => this.#settle.reject(error)),
    )
    return this
  }

  /** Drops the work that runs and begins it anew for the same callers. */
  restart(error: RequestAbortedError): void {
    if (!this.#hasStarted || this.#hasEnded) return
    const replaced = this.#controller
    this.#controller = new AbortController()
    replaced.abort(error)
    this.start()
  }

  /** Ends it for everybody who waits. */
  abort(error: RequestAbortedError): void {
    this.#end(() => this.#settle.reject(error))
    this.#controller.abort(error)
  }

  /**
   * Waits for the outcome.
   *
   * @param signal - Its abort makes this caller leave. With its last caller a flight that does not run on
   *   ends.
   */
  join(signal: AbortSignal | undefined): Promise<T> {
    this.#callers += 1
    if (!signal) return this.result // cannot leave, so needs no promise of its own
    return new Promise((resolve, reject) => {
      const leave = () => {
        const error = toAbortedError(signal)
        reject(error)
        this.#callers -= 1
        if (this.#callers === 0 && !this.#plan.runsOn) this.abort(error)
      }
      const stay = () => signal.removeEventListener('abort', leave)
      signal.addEventListener('abort', leave, { once: true })
      this.result
        .then(resolve, reject)
        .finally(stay)
        .catch(() => {})
    })
  }

  #end(settle: () => void): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#plan.onEnd()
    settle()
  }
}

/** `Promise.withResolvers`, which not every supported runtime has yet. */
function withResolvers<T>(): { promise: Promise<T>; resolve(value: T): void; reject(error: unknown): void } {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((whenDone, whenFailed) => {
    resolve = whenDone
    reject = whenFailed
  })
  return { promise, resolve, reject }
}
