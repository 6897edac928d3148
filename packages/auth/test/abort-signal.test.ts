import { expect, test } from 'vitest'

import { toAbortedError } from '../src/runtime/abort-signal.ts'
import { createHarness, failureOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const fails = () => {
  throw new Error('a member failed')
}
const revoked = Proxy.revocable({}, {})
revoked.revoke()
const noSignals: [name: string, signal: unknown][] = [
  ['a number', 5],
  ['a string', 'abort'],
  ['an object', {}],
  ['an AbortController', new AbortController()],
  ['a revoked proxy', revoked.proxy],
  ['an object whose getter throws', Object.defineProperty({}, 'aborted', { get: fails })],
  ['one that takes no listener', { aborted: false, addEventListener: fails, removeEventListener() {} }],
]

test.each(noSignals)('a signal that is %s is a ConfigurationError of every call', async (_, value) => {
  const { client } = createHarness()
  const options = { signal: value as AbortSignal }
  const error = { code: 'ERR_QCI_AUTH_CONFIGURATION', option: 'signal' }
  expect(await failureOf(client.getAccessToken(options))).toMatchObject(error)
  expect(await failureOf(client.getHeaders(options))).toMatchObject(error)
  expect(await failureOf(client.getAccessTokensHealth(options))).toMatchObject(error)
  expect(await failureOf(client.getApiToken(options))).toMatchObject(error)
})

test.each(noSignals.slice(0, -1))(
  'a signal that is %s is reported with a cached token too',
  async (_, value) => {
    const { client, obtain } = createHarness()
    await obtain()
    const call = failureOf(client.getAccessToken({ signal: value as AbortSignal }))
    expect(await call).toMatchObject({ code: 'ERR_QCI_AUTH_CONFIGURATION' })
  },
)

test('null is no signal', async () => {
  const { client, obtain } = createHarness()
  const accessToken = await obtain()
  expect(await client.getAccessToken({ signal: null as never })).toBe(accessToken)
})

test('a signal of another implementation aborts a call', async () => {
  const { client } = createHarness()
  const target = new EventTarget()
  const signal = Object.assign(target, { aborted: false, reason: 'enough' })
  const call = failureOf(client.getAccessToken({ signal: signal as unknown as AbortSignal }))
  await settle()
  target.dispatchEvent(new Event('abort'))
  expect(await call).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED', cause: 'enough' })
})

test('a signal may be aborted with a revoked proxy', async () => {
  const { client } = createHarness()
  const call = failureOf(client.getAccessToken({ signal: AbortSignal.abort(revoked.proxy) }))
  expect(await call).toMatchObject({ code: 'ERR_QCI_AUTH_ABORTED' })
})

test('a signal whose reason cannot be read gives an error without a cause', () => {
  const signal = Object.defineProperty({ aborted: true }, 'reason', { get: fails })
  expect(toAbortedError(signal as unknown as AbortSignal)).toMatchObject({ cause: undefined })
})

test.each(['addEventListener', 'removeEventListener'])(
  'a signal whose %s begins to throw changes nothing for the call',
  async (method) => {
    const { client, latest, token } = createHarness()
    let calls = 0
    const target = new EventTarget()
    const signal = Object.assign(target, {
      aborted: false,
      [method]: () => {
        if ((calls += 1) > 1) fails()
      },
    }) as unknown as AbortSignal
    const call = client.getAccessToken({ signal })
    await settle()
    await latest().respond(token())
    expect(await call).toBe('access-token-1')
  },
)
