import { describe, expect, test } from 'vitest'

import { API_TOKEN, createHarness, failureOf } from './support/harness.ts'
import { settle } from './support/test-clock.ts'

/** Returns the error of a client without a token that gets this response. */
async function failWith(response: Response): Promise<unknown> {
  const { client, latest } = createHarness({ maxRetries: 0 })
  const failed = failureOf(client.getAccessToken())
  await settle()
  await latest().respond(response)
  return failed
}

describe('an ApiError keeps 2 000 characters', () => {
  test.each([1_985, 1_990, 1_999])(
    'an ApiError keeps 2 000 characters of the body, and redacts a token that begins at %i',
    async (at) => {
      const written = `${'x'.repeat(at)}${API_TOKEN}`
      expect(await failWith(new Response(written, { status: 500 }))).toMatchObject({
        responseBody: `${'x'.repeat(at)}[redacted]`.slice(0, 2_000),
      })
    },
  )

  test('an ApiError keeps 2 000 characters of the API message, the reason phrase and the request id', async () => {
    const long = 'x'.repeat(2_001)
    const response = Response.json(
      { message: long },
      { status: 500, statusText: long, headers: { 'x-request-id': long } },
    )
    const cut = 'x'.repeat(2_000)
    expect(await failWith(response)).toMatchObject({ apiMessage: cut, statusText: cut, requestId: cut })
  })
})

test.each([
  ['x-request-id', { 'x-amzn-requestid': '2', 'cf-ray': '3', 'x-request-id': '1' }, '1'],
  ['x-amzn-requestid', { 'cf-ray': '3', 'x-amzn-requestid': '2' }, '2'],
  ['cf-ray', { 'cf-ray': '3' }, '3'],
  ['nothing', {}, undefined],
])('an ApiError takes its requestId from %s', async (_, headers, requestId) => {
  expect(await failWith(new Response('', { status: 500, headers }))).toMatchObject({ requestId })
})

test('an opaque redirect of a browser is a RedirectError without a location', async () => {
  const hidden = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' })
  expect(await failWith(hidden)).toMatchObject({
    code: 'ERR_QCI_AUTH_REDIRECT',
    status: 0,
    location: undefined,
  })
})

test.each([
  ['/to?part=1#top', 'https://api.example/to'],
  ['https://user:password@elsewhere.example/to', 'https://elsewhere.example/to'],
  ['http://[', undefined],
])('a RedirectError for a redirect to %s has the location %s', async (location, shown) => {
  expect(await failWith(new Response(null, { status: 302, headers: { location } }))).toMatchObject({
    code: 'ERR_QCI_AUTH_REDIRECT',
    location: shown,
  })
})
