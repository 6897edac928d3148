import type { InitialApiToken } from '../tokens/api-token.ts'
import type { JournalEntry } from '../journal/journal-entry.ts'
import type { Scenario, ScenarioName } from '../faults/scenario.ts'

/** What every door of the mock takes. */
export interface AuthMockOptions {
  /**
   * The API token that is good from the start, with a user and an organization of its own.
   *
   * @defaultValue `'mock-api-token'` ({@link DEFAULT_API_TOKEN}); none when `apiTokens` is given
   */
  apiToken?: string | undefined
  /** Further API tokens that are good from the start. `tokens.add` adds more until the next `reset()`. */
  apiTokens?: readonly InitialApiToken[] | undefined
  /**
   * How long access tokens are good, in milliseconds. `expires_at_rfc3339` has whole seconds, a fraction is
   * dropped: so a life of less than a second may be over at once.
   *
   * @defaultValue `3_600_000` (an hour)
   */
  lifetimeMs?: number | undefined
  /**
   * What the mock's clock shows until it is moved, in milliseconds since the Unix epoch.
   *
   * @defaultValue `Date.now`, looked up at each call
   */
  now?: (() => number) | undefined
  /**
   * What the access tokens follow from, a whole number: the same seed and the same requests give the same
   * tokens. Mocks that share a seed take each other's tokens for their own.
   *
   * @defaultValue drawn by chance
   */
  seed?: number | undefined
  /**
   * What becomes of a request that the contract does not allow: `'reject'` answers 400; `'report'` notes it
   * in the journal and answers all the same, as long as it can be understood.
   *
   * @defaultValue `'reject'`
   */
  mode?: 'reject' | 'report' | undefined
  /** Which origin's pages may read the answers (CORS): an origin, or `'*'`. Default: none. */
  cors?: string | undefined
  /** The situation that the mock begins in, and goes back to with `reset()`. Default: all is well. */
  scenario?: ScenarioName | Scenario | undefined
  /** Called with the journal's entry of each request once it is over. What it throws is ignored. */
  onExchange?: ((entry: JournalEntry) => void) | undefined
}
