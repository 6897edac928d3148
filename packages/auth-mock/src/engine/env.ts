import type { MockConfig } from './config.ts'

/** The environment variables that point a client to the mock. A type alias, so that it fits `Record<string, string>`. */
export type AuthMockEnv = {
  /** The base URL of the mock. */
  QCI_API_URL: string
  /** An API token that is valid there. */
  QCI_TOKEN: string
}

/** Returns the environment for a mock at this URL. */
export function toEnv(url: string, { apiTokens }: MockConfig): AuthMockEnv {
  return { QCI_API_URL: url, QCI_TOKEN: apiTokens[0]!.token }
}
