import type { Scenario, ScenarioName } from '../faults/scenario.ts'
import type { JournalEntry } from '../journal/journal-entry.ts'
import type { InitialApiToken } from '../tokens/api-token.ts'
import type { ApiHandler } from '../wire/api-handler.ts'
import type { AuthMockControls } from './auth-mock-controls.ts'

/** The options of the mock, the same at every entry point. */
export interface AuthMockOptions {
  /**
   * The API token that is valid from the start, with its own user and organization.
   *
   * @defaultValue `'mock-api-token'` ({@link DEFAULT_API_TOKEN}); none when `apiTokens` is given
   */
  apiToken?: string | undefined
  /** Further API tokens that are valid from the start. `tokens.add` adds more until the next `reset()`. */
  apiTokens?: readonly InitialApiToken[] | undefined
  /**
   * The lifetime of access tokens in milliseconds. `expires_at_rfc3339` has whole seconds, fractions are dropped:
   * a lifetime of less than a second may end at once.
   *
   * @defaultValue `3_600_000` (one hour)
   */
  lifetimeMs?: number | undefined
  /**
   * The time source of the mock's clock, in milliseconds since the Unix epoch.
   *
   * @defaultValue `Date.now`, looked up at each call
   */
  now?: (() => number) | undefined
  /**
   * The seed of the generated access tokens, an integer: the same seed and the same requests give the same tokens.
   * Mocks that share a seed accept each other's tokens.
   *
   * @defaultValue random
   */
  seed?: number | undefined
  /**
   * How requests that violate the contract are treated: `'reject'` responds 400; `'report'` records the violation
   * in the journal and responds as usual, if the request can be understood.
   *
   * @defaultValue `'reject'`
   */
  mode?: 'reject' | 'report' | undefined
  /** The origin whose pages may read responses (CORS), or `'*'`. Default: none. */
  cors?: string | undefined
  /** The scenario that is applied at the start and by `reset()`. Default: none. */
  scenario?: ScenarioName | Scenario | undefined
  /**
   * Returns the request handlers of other APIs that are there from the start, and again after each `reset()`.
   * `use()` adds more until the next `reset()`.
   *
   * @example
   * ```ts
   * handlers: (mock) => [http.get('/jobs', mock.requireAccessToken(() => HttpResponse.json([])))]
   * ```
   */
  handlers?: ((mock: AuthMockControls) => readonly ApiHandler[]) | undefined
  /** Called with the journal entry of each request once it is complete. What it throws is ignored. */
  onExchange?: ((entry: JournalEntry) => void) | undefined
}
