import type { Clock } from '../runtime/clock.ts'
import type { Flight } from './single-flight.ts'
import type { Token } from '../token/token.ts'

/**
 * The renewed token, or, when that takes too long or fails, the held one.
 *
 * @param renewal - Goes on in any case.
 * @param signal - The caller's: once it is aborted nothing is served.
 * @param serveHeld - Gives the held token when it is still usable, and tells of it.
 */
export function renewedOrHeld(
  renewal: Flight<Token>,
  signal: AbortSignal | undefined,
  clock: Clock,
  renewalWaitMs: number,
  serveHeld: () => Token | undefined,
): Promise<Token> {
  return new Promise((resolve, reject) => {
    let isServed = false
    const serve = () => {
      const substitute = isServed || signal?.aborted ? undefined : serveHeld()
      if (!substitute) return
      isServed = true
      resolve(substitute)
    }
    renewal.join(signal).then(resolve, (error: unknown) => {
      serve()
      reject(error) // unless the held one was served
    })
    clock.sleep(renewalWaitMs, renewal.ended).then(serve, () => {}) // rejects when the renewal was faster
  })
}
