import { getRejection } from './test-context.ts'
import type { AddTest } from './test-context.ts'

/** How a pending call ends early. */
export function addAbortTests(test: AddTest): void {
  test('rejects an aborted call and aborts its request', async ({ assert, createClient, mock }) => {
    await mock.addFault({ kind: 'hang' })
    const controller = new AbortController()
    const rejected = getRejection(createClient().getAccessToken({ signal: controller.signal }))
    await mock.waitForTokenRequest()
    const reason = new Error('enough')
    controller.abort(reason)
    const { code, cause } = await rejected
    assert.equal(code, 'ERR_QCI_AUTH_ABORTED', 'code')
    assert.strictEqual(cause, reason, 'cause')
    await mock.waitForAbort()
  })

  test('sends no request for a call that is already aborted', async ({ assert, createClient, mock }) => {
    const { code } = await getRejection(createClient().getAccessToken({ signal: AbortSignal.abort() }))
    assert.equal(code, 'ERR_QCI_AUTH_ABORTED', 'code')
    assert.equal(await mock.countTokenRequests(), 0, 'token requests')
  })

  test('times out without a response and aborts the request', async ({ assert, createClient, mock }) => {
    await mock.addFault({ kind: 'hang' })
    const client = createClient({ timeoutMs: 200, maxRetries: 0 })
    const { code, timeoutMs } = await getRejection(client.getAccessToken())
    assert.deepEqual([code, timeoutMs], ['ERR_QCI_AUTH_TIMEOUT', 200], 'code and time limit')
    await mock.waitForAbort()
  })

  test('times out while the body of the response is incomplete', async ({ assert, createClient, mock }) => {
    await mock.addFault({ kind: 'drip', chunkMs: 60_000 })
    const { code } = await getRejection(createClient({ timeoutMs: 200, maxRetries: 0 }).getAccessToken())
    assert.equal(code, 'ERR_QCI_AUTH_TIMEOUT', 'code')
  })
}
