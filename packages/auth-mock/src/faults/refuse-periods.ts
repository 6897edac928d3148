import { clearRealTimeout, setRealTimeout } from '../util/sleep.ts'

/** Refuses and accepts new connections; only the server on a port can. */
export interface ConnectionControl {
  /** Refuses connections until `accept()`. */
  refuse(): void
  accept(): void
}

/** A period in which connections are refused. */
interface RefusePeriod {
  id: number
  /** When it begins, in real milliseconds from now. */
  waitMs: number
  /** How long it lasts, in real milliseconds; `undefined` until it is removed. */
  forMs: number | undefined
  /** Called when it ends by itself, not when it is removed. */
  onEnd: () => void
}

/** The periods in which connections are refused; they may overlap. */
export interface RefusePeriods {
  add(period: RefusePeriod): void
  /** Ends a period, also before it has begun. Connections are accepted again when no other period remains. */
  remove(id: number): void
}

/** Creates an empty list of periods. */
export function createRefusePeriods(connections: ConnectionControl): RefusePeriods {
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  const active = new Set<number>()

  return {
    add({ id, waitMs, forMs, onEnd }) {
      const begin = (): void => {
        active.add(id)
        connections.refuse()
        if (forMs !== undefined) timers.set(id, setRealTimeout(onEnd, forMs))
      }
      if (waitMs > 0) timers.set(id, setRealTimeout(begin, waitMs))
      else begin()
    },
    remove(id) {
      clearRealTimeout(timers.get(id))
      timers.delete(id)
      if (active.delete(id) && active.size === 0) connections.accept()
    },
  }
}
