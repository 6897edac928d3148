import type { VirtualTime } from './virtual-time.ts'

/** When virtual time begins, in milliseconds since the Unix epoch. */
export const EPOCH_MS = Date.UTC(2026, 0, 1)

/** The API as a fleet meets it: a limited number of exchanges per second, requests wait in line. */
export class SimulatedApi {
  exchanges = 0
  /** Access tokens that were revoked. */
  readonly #revoked = new Set<string>()
  readonly #expiries = new Map<string, number>()
  #freeAtMs = 0
  readonly #time: VirtualTime
  readonly #settings: { exchangeMs: number; exchangesPerSecond: number; lifeMs: number }

  constructor(
    time: VirtualTime,
    settings: { exchangeMs: number; exchangesPerSecond: number; lifeMs: number },
  ) {
    this.#time = time
    this.#settings = settings
  }

  /** Stands in for `fetch` of every simulated process. */
  readonly fetch = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    const { exchangeMs, exchangesPerSecond, lifeMs } = this.#settings
    this.exchanges += 1
    const accessToken = `access-token-${this.exchanges}`
    const startsAtMs = Math.max(this.#time.nowMs, this.#freeAtMs)
    this.#freeAtMs = startsAtMs + 1_000 / exchangesPerSecond
    await this.#time.sleep(startsAtMs - this.#time.nowMs + exchangeMs, init?.signal ?? undefined)
    const nowMs = EPOCH_MS + this.#time.nowMs
    const expiresAtMs = Math.floor((nowMs + lifeMs) / 1_000) * 1_000
    this.#expiries.set(accessToken, expiresAtMs)
    return Response.json(
      {
        access_token: accessToken,
        expires_at_rfc3339: new Date(expiresAtMs).toISOString(),
        token_type: 'Bearer',
        organization_id: 'organization-1',
        user_id: 'user-1',
      },
      { headers: { date: new Date(nowMs).toUTCString() } },
    )
  }

  /** What another API of QCi says of a request with this access token. */
  check(accessToken: string): 'accepted' | 'expired' | 'revoked' {
    if (this.#revoked.has(accessToken)) return 'revoked'
    const expiresAtMs = this.#expiries.get(accessToken) ?? 0
    return EPOCH_MS + this.#time.nowMs >= expiresAtMs ? 'expired' : 'accepted'
  }

  /** Revokes every access token that was issued so far. */
  revokeAll(): void {
    for (const accessToken of this.#expiries.keys()) this.#revoked.add(accessToken)
  }
}
