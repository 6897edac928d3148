/**
 * The mock's tokens live for an hour: renewed behind from 12.5 minutes before their expiry (the worlds draw
 * a 0), waited for from 10 minutes before it.
 */
const LIFE_MS = 3_600_000

/** So long after it was obtained, a token is renewed behind. */
export const UNTIL_BEHIND_MS: number = LIFE_MS - 700_000
/** So long after it was obtained, a call waits for the renewal. */
export const UNTIL_MARGIN_MS: number = LIFE_MS - 500_000
