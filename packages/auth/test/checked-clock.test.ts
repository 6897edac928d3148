import { describe, expect, test } from 'vitest'

import { createHarness, failureOf, outcomeOf } from './support/harness.ts'
import { settle, TestClock } from './support/test-clock.ts'

const fails = (): never => {
  throw new Error('secret value')
}

/** A clock some of whose functions are replaced once a token is cached. */
function createClock(replaced: object) {
  const clock = new TestClock()
  const own = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    sleep: (ms: number, signal: AbortSignal) => clock.sleep(ms, signal),
  }
  return { clock: own, replace: () => Object.assign(own, replaced) }
}

const notNumbers = [
  fails,
  () => Number.NaN,
  () => Infinity,
  () => '5',
  () => 5n,
  () => undefined,
  () => new Date(),
]

describe('a function of the option clock', () => {
  for (const name of ['now', 'monotonic']) {
    test(`clock.${name} that throws or returns no number is a ConfigurationError of each call`, async () => {
      for (const read of notNumbers) {
        const { clock, replace } = createClock({ [name]: read })
        const { client, obtain } = createHarness({ clock })
        await obtain()
        replace()
        for (const call of [client.getAccessToken(), client.getHeaders(), client.getUserId()]) {
          expect(await failureOf(call)).toMatchObject({
            code: 'ERR_QCI_AUTH_CONFIGURATION',
            message: `clock.${name} must return a finite number.`,
            option: 'clock',
            source: `clock.${name}`,
          })
        }
      }
    })
  }

  test.each<[string, () => unknown]>([
    ['throws', fails],
    ['rejects', () => Promise.reject(new Error('secret value'))],
  ])('clock.sleep that %s is a ConfigurationError of a call that has a time limit', async (_, sleep) => {
    const { clock, replace } = createClock({ sleep })
    replace()
    const { client } = createHarness({ clock })
    const error = {
      code: 'ERR_QCI_AUTH_CONFIGURATION',
      message: 'clock.sleep must return a promise that resolves.',
    }
    expect(await outcomeOf(client.getAccessToken())).toMatchObject({ error })
    expect(await outcomeOf(client.getAccessTokensHealth())).toMatchObject({ error })
  })
})

test('a random that throws or returns no number from 0 to below 1 is a ConfigurationError', async () => {
  for (const random of [...notNumbers, () => 1, () => -0.1]) {
    const { client, latest, token } = createHarness({ random: random as () => number })
    const call = failureOf(client.getAccessToken())
    await settle()
    await latest().respond(token())
    expect(await call).toMatchObject({
      code: 'ERR_QCI_AUTH_CONFIGURATION',
      message: 'random must return a number from 0 to below 1.',
      option: 'random',
    })
  }
})
