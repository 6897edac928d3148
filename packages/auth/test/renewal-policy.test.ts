import { expect, test } from 'vitest'

import { decide } from '../src/renewal/renewal-policy.ts'

const token = { renewLeftMs: 800, marginMs: 600, unusableLeftMs: 5 }

test.each([
  [Number.POSITIVE_INFINITY, 'serve'],
  [800, 'serve'],
  [799, 'serveAndRenew'],
  [600, 'serveAndRenew'],
  [599, 'waitForRenewal'],
  [6, 'waitForRenewal'],
  [5, 'obtain'],
  [0, 'obtain'],
  [-1, 'obtain'],
  [Number.NaN, 'obtain'],
])('with %d ms left, R = 800, M = 600 and S = 5, a call decides to %s', (leftMs, decision) => {
  expect(decide(token, leftMs)).toBe(decision)
})

test('without a cached token a call decides to obtain one', () => {
  expect(decide(undefined, 0)).toBe('obtain')
})

test('a token whose margin is below S is never waited for: it is not usable before', () => {
  expect(decide({ renewLeftMs: 800, marginMs: 600, unusableLeftMs: 1_000 }, 1_000)).toBe('obtain')
  expect(decide({ renewLeftMs: 800, marginMs: 600, unusableLeftMs: 1_000 }, 1_001)).toBe('serve')
})
