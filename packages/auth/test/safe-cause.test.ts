import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'

import { toSafeCause } from '../src/errors/safe-cause.ts'

const asIs = (text: string) => text
/** An error of a runtime: with a code, or facts that must not travel. */
const withFacts = (message: string, facts: object = {}, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), facts)

describe('a safe cause', () => {
  test.each<[string, unknown, string]>([
    [
      'is what lies deepest',
      withFacts('fetch failed', {}, withFacts('outer', {}, withFacts('it broke'))),
      'it broke',
    ],
    [
      'names every address that was tried',
      withFacts(
        'fetch failed',
        {},
        new AggregateError([
          withFacts('connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' }),
          withFacts('connect ECONNREFUSED ::1:1', { code: 'ECONNREFUSED' }),
        ]),
      ),
      'connect ECONNREFUSED 127.0.0.1:1; connect ECONNREFUSED ::1:1',
    ],
    ['names equal failures once', new AggregateError([withFacts('same'), withFacts('same')]), 'same'],
    [
      'names the deepest cause of each attempt',
      new AggregateError([withFacts('outer', {}, withFacts('inner')), withFacts('second')]),
      'inner; second',
    ],
    [
      'names at most eight attempts',
      new AggregateError(Array.from({ length: 20 }, (_, index) => withFacts(`${index}`))),
      '0; 1; 2; 3; 4; 5; 6; 7',
    ],
    [
      'is found in errors of another realm',
      withFacts(
        'fetch failed',
        {},
        runInNewContext("new AggregateError([new Error('first'), new Error('second')])"),
      ),
      'first; second',
    ],
    ['names its code', withFacts('it broke', { code: 'ECONNRESET' }), 'ECONNRESET: it broke'],
    [
      'has no line break at its end, as of OpenSSL',
      withFacts('wrong version number:\n'),
      'wrong version number:',
    ],
    ['names its code once', withFacts('read ECONNRESET', { code: 'ECONNRESET' }), 'read ECONNRESET'],
    ['has only codes that are words', withFacts('it broke', { code: 7 }), 'it broke'],
    ['is unknown without a message', withFacts(''), 'unknown cause'],
    ['is unknown when its message is no text', Object.assign(new Error(), { message: 7 }), 'unknown cause'],
    ['is unknown when a text was thrown, which may be anything', 'secret', 'unknown cause'],
    ['is unknown when nothing was thrown', undefined, 'unknown cause'],
    ['ends where the next is no error', withFacts('it broke', {}, 'secret'), 'it broke'],
  ])('a safe cause %s', (_, error, message) => {
    expect(toSafeCause(error, asIs).message).toBe(message)
  })

  test('a safe cause is found ten causes deep, also in a circle of causes', () => {
    let error = withFacts('depth 11')
    for (let depth = 10; depth >= 0; depth -= 1) error = withFacts(`depth ${depth}`, {}, error)
    expect(toSafeCause(error, asIs).message).toBe('depth 10')
    const circle = withFacts('round')
    circle.cause = circle
    expect(toSafeCause(circle, asIs).message).toBe('round')
  })

  test('a safe cause keeps message and code, redacted, and nothing else', () => {
    const error = withFacts('it broke at secret', { code: 'E_secret', request: { body: 'secret' } })
    const cause = toSafeCause(error, (text) => text.replaceAll('secret', '…'))
    expect(cause.message).toBe('E_…: it broke at …')
    expect(Object.entries(cause)).toEqual([['code', 'E_…']])
    expect(cause.stack).toBeUndefined()
  })

  test('a safe cause is at most 2 000 characters long', () => {
    const long = new AggregateError(
      Array.from({ length: 8 }, (_, index) => withFacts(`${index}`.repeat(900))),
    )
    expect(toSafeCause(long, asIs).message).toHaveLength(2_000)
  })

  test.each(['message', 'code', 'cause', 'errors', 'name', 'toString'])(
    'a safe cause is made of an error whose %s throws when it is read',
    (key) => {
      const error = Object.defineProperty(new Error('it broke', { cause: 'none' }), key, {
        get() {
          throw new Error('a getter failed')
        },
      })
      const expected = key === 'message' ? 'unknown cause' : 'it broke'
      expect(toSafeCause(error, asIs).message).toBe(expected)
      expect(toSafeCause(withFacts('outer', {}, error), asIs).message).toBe(
        key === 'message' ? 'outer' : expected,
      )
    },
  )

  test('a safe cause is unknown when it is a revoked proxy', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(toSafeCause(proxy, asIs).message).toBe('unknown cause')
    expect(toSafeCause(withFacts('outer', {}, proxy), asIs).message).toBe('outer')
    expect(toSafeCause(withFacts('outer', { errors: proxy }), asIs).message).toBe('outer')
  })

  test('a safe cause has no code when the error has none', () => {
    expect(Object.keys(toSafeCause(withFacts('it broke'), asIs))).toEqual([])
  })
})
