/** Numbers from 0 (inclusive) to 1 (exclusive) that follow from a seed. */
export type Random = () => number

/**
 * A small generator (mulberry32): the same seed gives the same numbers. Good enough to tell mocks apart,
 * and for nothing secret.
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

/** A seed that no other mock has, in all likelihood. */
export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!
}

/** A text of so many digits and lower-case letters. */
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
