import type { World } from './world.ts'

/** What a runtime lets a program do, where runtimes differ. */
export interface Traits {
  /** Whether `QCI_API_URL` and `QCI_TOKEN` are set and may be read. */
  hasEnvironment: boolean
  /** Whether a call may wait for what another has started, and start what goes on without it. Not in workerd. */
  sharesFlights: boolean
}

/** One thing that holds in every runtime that has what it needs. */
export interface Law {
  /** A sentence in the present tense about the built packages. */
  title: string
  /** Where it holds. Default: everywhere. */
  appliesTo?: (traits: Traits) => boolean
  /** Rejects when it does not hold. */
  check: (world: World) => Promise<void>
}

/** What became of a law. */
export interface Finding {
  title: string
  /** Why it does not hold; undefined when it does. */
  problem?: string
}
