import type { AuthMockControls, AuthMockOptions } from '@qci-client/auth-mock'

/** One way to the mock. */
export interface EntryPoint extends AsyncDisposable {
  readonly mock: AuthMockControls
  /** Where it is. */
  readonly url: string
  /** `fetch`, by way of this door. Rejects when the connection is dropped. */
  fetch(url: string, init?: RequestInit): Promise<Response>
}

/** Opens a door to a mock of its own. */
export type OpenEntryPoint = (options: AuthMockOptions) => Promise<EntryPoint>
