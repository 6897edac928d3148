import { expect, test } from 'vitest'

import { ConnectionError } from '../src/errors/errors.ts'
import { createRenewalBackoff } from '../src/renewal/renewal-backoff.ts'

const failure = new ConnectionError('https://api.example', new Error('it broke'))

test('a renewal whose end is not observed, as in workerd, keeps the backoff active for 30 s', () => {
  const backoff = createRenewalBackoff(() => 0)
  backoff.recordUnobserved(1_000)
  expect([30_999, 31_000].map((atMs) => backoff.isActive(atMs))).toEqual([true, false])
})

test('the backoff doubles with failures in a row, and a renewal without gain restarts the count', () => {
  const backoff = createRenewalBackoff(() => 0)
  const first = backoff.recordFailure(failure, 0)
  expect(backoff.recordFailure(failure, 0)).toBe(2 * first)
  backoff.recordNoGain(60_000, 0)
  expect(backoff.recordFailure(failure, 0)).toBe(first)
  backoff.reset()
  expect([backoff.isActive(0), backoff.recordFailure(failure, 0)]).toEqual([false, first])
})
