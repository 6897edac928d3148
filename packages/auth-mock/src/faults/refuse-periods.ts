/** What a door can do about new connections; only the server can. */
export interface ConnectionControl {
  /** Refuses connections until `accept()`. */
  refuse(): void
  accept(): void
}

/** The times at which connections are refused; they may overlap. */
export interface RefusePeriods {
  /**
   * Begins one after `waitMs`.
   *
   * @param forMs - How long it lasts; for ever when left out. Both in real milliseconds.
   * @param onOver - Called when it is over by itself; not when it is removed.
   */
  add(id: number, waitMs: number, forMs: number | undefined, onOver: () => void): void
  /** Ends one, also before it has begun. Connections are accepted again when no other is left. */
  remove(id: number): void
}

/** No connection is refused yet. */
export function createRefusePeriods(refusal: ConnectionControl): RefusePeriods {
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  const active = new Set<number>()

  return {
    add(id, waitMs, forMs, onOver) {
      const begin = (): void => {
        active.add(id)
        refusal.refuse()
        if (forMs !== undefined) timers.set(id, setTimeout(onOver, forMs))
      }
      if (waitMs > 0) timers.set(id, setTimeout(begin, waitMs))
      else begin()
    },
    remove(id) {
      clearTimeout(timers.get(id))
      timers.delete(id)
      if (active.delete(id) && active.size === 0) refusal.accept()
    },
  }
}
