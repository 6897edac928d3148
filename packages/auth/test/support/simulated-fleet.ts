import { onTestFinished } from 'vitest'

import type { SharedResponse, SharingContext, StoreFailure } from '@qci-client/auth/share'

import { settle, TestClock } from './test-clock.ts'

/**
 * A fleet of processes in one test: one clock, one API, and the failures that processes report.
 *
 * Its clock is frozen while WebCrypto operations run, since these take real time. For that it counts them until
 * the test has finished.
 */
export class SimulatedFleet {
  readonly clock: TestClock = new TestClock(undefined, () => this.settle())
  readonly failures: StoreFailure[] = []
  /** How many exchanges the API has received. */
  exchanges = 0
  /** How long the API takes for an exchange, in milliseconds. */
  exchangeMs = 0
  /** What the API's exchanges fail with, while it is set. */
  error: Error | undefined

  readonly #crypto: CryptoOperations = countCryptoOperations()

  constructor() {
    onTestFinished(() => this.#crypto.restore())
  }

  /** Runs everything that needs no time of the clock, WebCrypto operations included. */
  async settle(): Promise<void> {
    do await settle()
    while (this.#crypto.areRunning())
  }

  /** Moves the clock until a promise settles; fails when that takes longer than `limitMs`. */
  async finish<T>(promise: Promise<T>, limitMs = 60_000): Promise<T> {
    const state = { isDone: false }
    const done = promise.finally(() => (state.isDone = true))
    done.catch(() => {}) // it is awaited below
    for (let passedMs = 0; passedMs < limitMs; passedMs += 50) {
      await this.settle()
      if (state.isDone) return done
      await this.clock.advance(50)
    }
    throw new Error(`Not settled within ${limitMs} ms.`)
  }

  /** What one process passes to its `sharing` for one exchange. */
  context(changes: Partial<SharingContext> = {}): SharingContext {
    return {
      url: 'https://api.example/',
      apiToken: 'api-token-of-the-fleet',
      rejectedAccessTokens: new Set(),
      cachedExpiresAtMs: undefined,
      isForced: false,
      expirationMarginMs: 600_000,
      clock: this.clock,
      random: Math.random,
      signal: new AbortController().signal,
      onStoreFailure: (failure) => void this.failures.push(failure),
      ...changes,
    }
  }

  /** The API's exchange: each returns another access token. */
  readonly exchange = async (lifeMs = 3_600_000): Promise<SharedResponse> => {
    this.exchanges += 1
    const { exchanges } = this
    if (this.exchangeMs > 0) await this.clock.sleep(this.exchangeMs, new AbortController().signal)
    if (this.error) throw this.error
    const expiresAtMs = this.clock.now() + lifeMs
    return {
      body: {
        access_token: `access-token-${exchanges}`,
        expires_at_rfc3339: new Date(expiresAtMs).toISOString(),
        token_type: 'Bearer',
        organization_id: 'organization-1',
        user_id: 'user-1',
      },
      expiresAtMs,
      leftMs: lifeMs,
      lifeMs,
    }
  }
}

interface CryptoOperations {
  /** Whether one was running at any time since the last call. */
  areRunning(): boolean
  /** Stops counting. */
  restore(): void
}

/** Counts the WebCrypto operations of this test. */
function countCryptoOperations(): CryptoOperations {
  const { subtle } = globalThis.crypto
  const names = ['importKey', 'deriveBits', 'deriveKey', 'encrypt', 'decrypt'] as const
  let running = 0
  let hasRun = false
  for (const name of names) {
    const original = subtle[name] as (...args: unknown[]) => Promise<unknown>
    const counting = (...args: unknown[]) => {
      running += 1
      hasRun = true
      return original.apply(subtle, args).finally(() => (running -= 1))
    }
    Object.defineProperty(subtle, name, { value: counting, configurable: true })
  }
  return {
    areRunning() {
      const wasRunning = hasRun
      hasRun = running > 0
      return wasRunning
    },
    restore() {
      for (const name of names) Reflect.deleteProperty(subtle, name) // the methods of the prototype remain
    },
  }
}

/** A store with the properties of Redis: atomic claims, expiry by its own clock. */
export class SimulatedRedis {
  readonly entries: Map<string, { value: string; expiresAtMs: number }> = new Map()
  readonly #nowMs: () => number

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.#find(key)?.value)
  }

  set(key: string, value: string, ttlMs: number): Promise<void> {
    this.entries.set(key, { value, expiresAtMs: this.#nowMs() + ttlMs })
    return Promise.resolve()
  }

  claim(key: string, value: string, ttlMs: number): Promise<boolean> {
    if (this.#find(key)) return Promise.resolve(false)
    return this.set(key, value, ttlMs).then(() => true)
  }

  leftMs(key: string): Promise<number> {
    const entry = this.#find(key)
    return Promise.resolve(entry ? entry.expiresAtMs - this.#nowMs() : -2)
  }

  #find(key: string) {
    const entry = this.entries.get(key)
    return entry && entry.expiresAtMs > this.#nowMs() ? entry : undefined
  }
}
