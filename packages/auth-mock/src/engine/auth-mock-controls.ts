import type { Faults } from '../faults/fault-queue.ts'
import type { Scenarios } from '../faults/scenario.ts'
import type { Journal } from '../journal/journal.ts'
import type { Tokens } from '../tokens/tokens.ts'
import type { MockClock } from '../util/mock-clock.ts'
import type { ApiHandler } from '../wire/api-handler.ts'
import type { RequireAccessToken } from './require-access-token.ts'

/** The controls of the mock. They are the same at every entry point. */
export interface AuthMockControls {
  readonly tokens: Tokens
  readonly faults: Faults
  readonly clock: MockClock
  readonly journal: Journal
  readonly scenarios: Scenarios
  /** Guards handlers of other APIs: responds 401 unless the request has a valid access token of this mock. */
  readonly requireAccessToken: RequireAccessToken
  /** The seed of the generated access tokens. Pass it as the option `seed` to get the same tokens again. */
  readonly seed: number
  /**
   * Adds other APIs to the auth API, until the next `reset()`. They get the mock's `Date` header and CORS headers,
   * appear in the journal, and take the faults that have a `path`. A handler that was added later is tried first. The
   * auth API itself cannot be replaced.
   *
   * @param handlers - Made by `http` of msw 2 or 3. A path is `/jobs` (from the root), `jobs` (below any base path),
   *   or begins with `*`.
   */
  use(...handlers: readonly ApiHandler[]): void
  /**
   * Restores the initial state: tokens, clock, faults, journal, and other APIs that were added by `use`. Drops
   * requests in flight, including those that hang.
   */
  reset(): void
  /** Returns what {@link assertClean} reports, one line for each problem; empty when there is none. */
  problems(): string[]
  /**
   * Throws an error that lists all problems since the last reset: requests that violate the contract or match no
   * path and method, handlers that failed, bugs of the mock, and faults that were never used.
   */
  assertClean(): void
}
