import type { RuntimeFeatures } from './suite-input.ts'
import { getRejection, MAX_BACKOFF_MS, UNTIL_MARGIN_MS } from './test-context.ts'
import type { AddTest, TestContext } from './test-context.ts'

const TOKEN_PATH = '/auth/v1/access-tokens/'

const outages = [
  { name: 'responds with 503', fault: { kind: 'status', status: 503, times: 'forever' } },
  { name: 'drops connections', fault: { kind: 'reset', times: 'forever' } },
]

/** Failures of the API, with and without a cached token. */
export function addOutageTests(test: AddTest, { showsRedirects }: RuntimeFeatures): void {
  for (const { name, fault } of outages) {
    test(`returns the cached token while the API ${name}, and waits for a new one afterwards`, async (context) => {
      const { advance, assert, createClient, events, mock } = context
      const client = createClient()
      const first = await client.getAccessToken()
      await advance(UNTIL_MARGIN_MS)
      await mock.addFault(fault)
      assert.equal(await client.getAccessToken(), first, 'token during the outage')
      const types = events.map(({ type }) => type)
      assert.deepEqual(types, ['renewed', 'renewalFailed', 'servedStale'], 'events')
      await mock.clearFaults()
      await advance(MAX_BACKOFF_MS)
      assert.notEqual(await client.getAccessToken(), first, 'token after the outage')
    })
  }

  test('throws an ApiError when the API responds with 503 and no token is cached', async (context) => {
    const { code, status } = await failWith(context, { kind: 'status', status: 503 })
    context.assert.deepEqual([code, status], ['ERR_QCI_AUTH_API', 503], 'code and status')
  })

  test('throws a ConnectionError when the connection is dropped', async (context) => {
    const { code } = await failWith(context, { kind: 'reset', times: 'forever' })
    context.assert.equal(code, 'ERR_QCI_AUTH_CONNECTION', 'code')
  })

  test('accepts no token from a truncated response', async (context) => {
    const { code } = await failWith(context, { kind: 'truncate' })
    // Some runtimes do not report the missing bytes: there the rest is invalid JSON.
    const codes = ['ERR_QCI_AUTH_CONNECTION', 'ERR_QCI_AUTH_INVALID_RESPONSE']
    context.assert.true(codes.includes(code as string), `code: ${String(code)}`)
  })

  test('throws a RedirectError instead of following a 302', async (context) => {
    const { code } = await failWith(context, { kind: 'redirect', status: 302, to: TOKEN_PATH })
    context.assert.equal(code, 'ERR_QCI_AUTH_REDIRECT', 'code')
    context.assert.equal(await context.mock.countTokenRequests(), 1, 'token requests')
  })

  test.if('follows a 307 within the API', showsRedirects, async ({ assert, createClient, mock }) => {
    await mock.addFault({ kind: 'redirect', status: 307, to: TOKEN_PATH })
    await createClient({ maxRetries: 0 }).getAccessToken()
    assert.equal(await mock.countTokenRequests(), 2, 'token requests')
  })

  test('retries after a 503 when no token is cached', async ({ assert, createClient, mock }) => {
    await mock.addFault({ kind: 'status', status: 503 })
    await createClient().getAccessToken()
    assert.equal(await mock.countTokenRequests(), 2, 'token requests')
  })
}

/** The error of a client that has no cached token and does not retry. */
async function failWith(context: TestContext, fault: object): Promise<Record<string, unknown>> {
  const { assert, auth, createClient, inspect, mock } = context
  await mock.addFault(fault)
  const error = await getRejection(createClient({ maxRetries: 0 }).getAccessToken())
  assert.true(auth.isQciAuthError(error), `an error of the package: ${inspect(error)}`)
  return error
}
