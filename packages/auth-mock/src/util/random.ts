/** Returns numbers from 0 (inclusive) to 1 (exclusive) in a sequence that depends on a seed. */
export type Random = () => number

/**
 * Creates a small generator (mulberry32): the same seed gives the same sequence. It suffices to distinguish mocks and is
 * unsuitable for secrets.
 */
export function createRandom(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A random 32-bit seed. `Math.random` serves where there is no `crypto`, such as Jest's jsdom environment. */
export function randomSeed(): number {
  const crypto = globalThis.crypto as Crypto | undefined
  return crypto?.getRandomValues?.(new Uint32Array(1))[0] ?? Math.floor(Math.random() * 2 ** 32)
}

/** A text of `length` digits and lower-case letters. */
export function randomText(random: Random, length: number): string {
  let text = ''
  for (let left = length; left > 0; left -= 6) {
    text += Math.floor(random() * 36 ** 6)
      .toString(36)
      .padStart(6, '0')
      .slice(0, left)
  }
  return text
}
