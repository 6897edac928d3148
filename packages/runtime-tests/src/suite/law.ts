import type { World } from './world.ts'

/** What a runtime lets a program do, where runtimes differ. */
export interface Traits {
  /** Whether `QCI_API_URL` and `QCI_TOKEN` are set and may be read. */
  hasEnvironment: boolean
  /** Whether a call may wait for what another has started, and start what goes on without it. Not in workerd. */
  sharesFlights: boolean
  /** Whether its `fetch` sends the header `Connection: close` that it is given. */
  sendsConnectionClose: boolean
  /**
   * The version of HTTP that its `fetch` agrees upon with a server that speaks 2 and 1.1 over TLS; undefined where
   * that is not tried.
   */
  httpOfTls: '2.0' | '1.1' | undefined
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

/** What is seen before all laws, by those who load the packages. */
export const IS_INSTALLED = 'is the package that was installed, and not that of the workspace'
