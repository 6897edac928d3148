import type { MockConfig } from './config.ts'

/** The environment variables that lead a client to the mock. A type, so that it fits `Record<string, string>`. */
export type AuthMockEnv = {
  /** Where the mock is. */
  QCI_API_URL: string
  /** An API token that is good there. */
  QCI_TOKEN: string
}

/** The environment of a mock at this address. */
export function toEnv(url: string, { apiTokens }: MockConfig): AuthMockEnv {
  return { QCI_API_URL: url, QCI_TOKEN: apiTokens[0]!.token }
}
