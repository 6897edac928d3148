import type { Clock } from '../runtime/clock.ts'
import { leftMs } from '../token/lifetime.ts'
import type { Token } from '../token/token.ts'

/** The access token that is held, and what the clocks say of it. */
export interface HeldToken {
  /** It, whether usable or not. */
  readonly get: () => Token | undefined
  /** Puts another in its place. */
  readonly hold: (token: Token | undefined) => void
  /** What is left of its life, in milliseconds; 0 when none is held. */
  readonly leftMs: () => number
  /** It, when it may be handed out. */
  readonly usable: () => Token | undefined
  /** It, when one reading of the wall clock shows that nothing is to be done about it. */
  readonly fresh: () => Token | undefined
  /** Says that nothing is to be done about it for so long; after a second of wall time all clocks are asked again. */
  readonly setFresh: (forMs: number) => void
  /** Has the next call ask all clocks: one that was set back would in time come by its freshness again. */
  readonly endFreshness: () => void
}

/** For how long the monotonic clock need not be read, in milliseconds: reading it takes longer than all else. */
const LONGEST_FRESH_MS = 1_000

export function createHeldToken(clock: Clock): HeldToken {
  let held: Token | undefined
  let freshFromMs = 0
  let freshUntilMs = 0

  const left = () => (held ? leftMs(held, clock.now(), clock.monotonic()) : 0)

  return {
    get: () => held,
    hold(token) {
      held = token
      freshUntilMs = 0
    },
    leftMs: left,
    usable: () => (held && left() > held.unusableLeftMs ? held : undefined),
    fresh() {
      if (!held) return undefined
      const nowMs = clock.now()
      return nowMs >= freshFromMs && nowMs < freshUntilMs ? held : undefined
    },
    setFresh(forMs) {
      freshFromMs = clock.now()
      freshUntilMs = freshFromMs + Math.min(LONGEST_FRESH_MS, forMs)
    },
    endFreshness() {
      freshUntilMs = 0
    },
  }
}
