/** A part of a request that the contract does not allow. */
export interface Violation {
  /** `header X-Request-Timeout-Nano`, `body`, `body/refresh_token`. */
  where: string
  /** What is wrong there. Never shows the value that was sent. */
  what: string
}
