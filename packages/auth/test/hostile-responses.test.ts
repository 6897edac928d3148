import { expect, test } from 'vitest'

import { createHarness, failureOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

const fails = () => {
  throw new Error('a member failed')
}
const revoked = Proxy.revocable({}, {})
revoked.revoke()

/** A response with members that throw when they are read. */
function hostileResponse(...members: string[]): Response {
  const response = new Response('{"message":"no"}', { status: 500 })
  for (const member of members) Object.defineProperty(response, member, { get: fails })
  return response
}

test.each<[name: string, response: unknown]>([
  ['its status throws', hostileResponse('status')],
  ['its reason phrase throws', hostileResponse('statusText')],
  ['its type throws', hostileResponse('type')],
  ['its headers throw', hostileResponse('headers')],
  ['its headers cannot be read', { status: 500, headers: { get: fails }, text: () => Promise.resolve('') }],
  [
    'its headers cannot be read, though its status is 200 and its body is valid',
    {
      status: 200,
      headers: { get: fails },
      text: () => Promise.resolve('{"access_token":"AT","expires_at_rfc3339":"2099-01-01T00:00:00Z"}'),
    },
  ],
  [
    'its headers are no texts',
    {
      status: 200,
      headers: { get: () => 5 },
      text: () => Promise.resolve('{"access_token":"AT","expires_at_rfc3339":"2099-01-01T00:00:00Z"}'),
    },
  ],
  ['its body throws', hostileResponse('body')],
  ['it is a revoked proxy', revoked.proxy],
])('a hostile response is a typed error: %s', async (_, response) => {
  const { client, latest } = createHarness({ maxRetries: 0 })
  const call = failureOf(client.getAccessToken())
  await settle()
  await latest().respond(response as Response)
  expect(await call).toMatchObject({ code: expect.stringMatching(/^ERR_QCI_AUTH_/) })
})

test.each<[name: string, thrown: unknown]>([
  ['nothing', undefined],
  ['a text', 'secret'],
  ['a symbol', Symbol('secret')],
  ['a revoked proxy', revoked.proxy],
  ['an error whose getters throw', Object.defineProperty(new Error(), 'message', { get: fails })],
])('a fetch that throws %s is a ConnectionError', async (_, thrown) => {
  const { client, latest } = createHarness({ maxRetries: 0 })
  const call = failureOf(client.getAccessToken())
  await settle()
  await latest().fail(thrown)
  expect(await call).toMatchObject({ code: 'ERR_QCI_AUTH_CONNECTION', cause: expect.any(Error) })
})
