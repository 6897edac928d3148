import { describe, expect, test } from 'vitest'

import { toSafeCause } from '../src/errors/safe-cause.ts'

const asIs = (text: string) => text
/** An error of a runtime: with a code, or facts that must not travel. */
const withFacts = (message: string, facts: object = {}, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), facts)

describe('a cause', () => {
  test.each<[string, unknown, string]>([
    [
      'is what lies deepest',
      withFacts('fetch failed', {}, withFacts('outer', {}, withFacts('it broke'))),
      'it broke',
    ],
    [
      'is the first of several attempts',
      new AggregateError([withFacts('first'), withFacts('second')]),
      'first',
    ],
    ['names its code', withFacts('it broke', { code: 'ECONNRESET' }), 'ECONNRESET: it broke'],
    ['names its code once', withFacts('read ECONNRESET', { code: 'ECONNRESET' }), 'read ECONNRESET'],
    ['has only codes that are words', withFacts('it broke', { code: 7 }), 'it broke'],
    ['is unknown without a message', withFacts(''), 'unknown cause'],
    ['is unknown when its message is no text', Object.assign(new Error(), { message: 7 }), 'unknown cause'],
    ['is unknown when a text was thrown, which may be anything', 'secret', 'unknown cause'],
    ['is unknown when nothing was thrown', undefined, 'unknown cause'],
    ['ends where the next is no error', withFacts('it broke', {}, 'secret'), 'it broke'],
  ])('%s', (_, error, message) => {
    expect(toSafeCause(error, asIs).message).toBe(message)
  })

  test('is found ten deep, and causes that go round in a circle end', () => {
    let error = withFacts('depth 11')
    for (let depth = 10; depth >= 0; depth -= 1) error = withFacts(`depth ${depth}`, {}, error)
    expect(toSafeCause(error, asIs).message).toBe('depth 10')
    const circle = withFacts('round')
    circle.cause = circle
    expect(toSafeCause(circle, asIs).message).toBe('round')
  })

  test('keeps message and code, scrubbed, and nothing else', () => {
    const error = withFacts('it broke at secret', { code: 'E_secret', request: { body: 'secret' } })
    const cause = toSafeCause(error, (text) => text.replaceAll('secret', '…'))
    expect(cause.message).toBe('E_…: it broke at …')
    expect(Object.entries(cause)).toEqual([['code', 'E_…']])
    expect(cause.stack).toBeUndefined()
  })

  test('without a code has none', () => {
    expect(Object.keys(toSafeCause(withFacts('it broke'), asIs))).toEqual([])
  })
})
