import { expect, test } from 'vitest'

import { ConnectionError } from '../src/errors/errors.ts'
import { createHoldBack } from '../src/renewal/renewal-backoff.ts'

const failure = new ConnectionError('https://api.example', new Error('it broke'))

test('a renewal whose end nobody sees, as in workerd, is taken to run for 30 s', () => {
  const holdBack = createHoldBack(() => 0)
  holdBack.unseen(1_000)
  expect([30_999, 31_000].map((atMs) => holdBack.isActive(atMs))).toEqual([true, false])
})

test('failures in a row are counted, and an exchange without gain begins the count anew', () => {
  const holdBack = createHoldBack(() => 0)
  const first = holdBack.failed(failure, 0)
  expect(holdBack.failed(failure, 0)).toBe(2 * first)
  holdBack.gainedNothing(60_000, 0)
  expect(holdBack.failed(failure, 0)).toBe(first)
  holdBack.end()
  expect([holdBack.isActive(0), holdBack.failed(failure, 0)]).toEqual([false, first])
})
