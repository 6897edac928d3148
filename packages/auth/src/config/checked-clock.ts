import { ConfigurationError } from '../errors/errors.ts'
import type { Clock } from '../runtime/clock.ts'

/**
 * Checks the option `clock`: what its functions throw, and times that are not numbers, become a
 * {@link ConfigurationError}. A text in place of a time would let a token live forever.
 */
export function toCheckedClock(clock: Clock): Clock {
  return {
    now: toCheckedNumber('clock.now', 'a finite number', () => clock.now()),
    monotonic: toCheckedNumber('clock.monotonic', 'a finite number', () => clock.monotonic()),
    async sleep(ms, signal) {
      try {
        await clock.sleep(ms, signal)
      } catch {
        throw signal.aborted ? signal.reason : toError('clock.sleep', 'a promise that resolves')
      }
    },
  }
}

/** Checks the option `random`, in the same way. */
export function toCheckedRandom(random: () => number): () => number {
  return toCheckedNumber('random', 'a number from 0 to below 1', random, (value) => value >= 0 && value < 1)
}

function toCheckedNumber(
  name: string,
  wanted: string,
  read: () => number,
  isValid: (value: number) => boolean = Number.isFinite,
): () => number {
  return () => {
    try {
      const value = read()
      if (typeof value === 'number' && isValid(value)) return value
    } catch {} // the message may contain anything
    throw toError(name, wanted)
  }
}

function toError(name: string, wanted: string): ConfigurationError {
  return new ConfigurationError(`${name} must return ${wanted}.`, {
    option: name.split('.')[0],
    source: name,
  })
}
