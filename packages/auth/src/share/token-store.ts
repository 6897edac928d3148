/**
 * Where processes share an access token. Values are encrypted text; a store needs no other protection.
 *
 * A `Map`, Keyv, Cacheable and cache-manager work unchanged. `redisStore` adapts clients of Redis and Valkey,
 * `folderStore` of `@qci-client/auth/node` a folder. Methods may return a value or a promise.
 *
 * A store may fail, be slow or return anything: each call is limited in time, and a failure costs one exchange with
 * the API at most.
 */
export interface TokenStore {
  /** Returns the value of a key; anything but a string counts as none. */
  get(key: string): unknown
  /** Stores a value that may be forgotten after `ttlMs` milliseconds. */
  set(key: string, value: string, ttlMs: number): unknown
  /**
   * Stores a value only if the key has none, atomically, for `ttlMs` milliseconds (`SET key value NX PX ttlMs`).
   * Returns true, or the server's own `'OK'` or 1, if it did. Without this method, several processes may, in rare
   * cases, exchange at the same time.
   */
  claim?(key: string, value: string, ttlMs: number): unknown
  /**
   * Returns how long the value of a key is still kept, in milliseconds (`PTTL key`). It makes sharing independent of
   * the clocks of the machines. Anything but a positive number, or more than the token's life, counts as unknown.
   */
  leftMs?(key: string): unknown
}
