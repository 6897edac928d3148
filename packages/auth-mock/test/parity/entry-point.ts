import type { AuthMockControls, AuthMockOptions } from '@qci-client/auth-mock'

/** A mock at one of its entry points. */
export interface EntryPoint extends AsyncDisposable {
  readonly mock: AuthMockControls
  /** Its base URL. */
  readonly url: string
  /** `fetch` through this entry point. Rejects when the connection is dropped. */
  fetch(url: string, init?: RequestInit): Promise<Response>
}

/** Creates a mock of its own. */
export type OpenEntryPoint = (options: AuthMockOptions) => Promise<EntryPoint>
