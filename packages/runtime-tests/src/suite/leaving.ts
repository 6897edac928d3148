import { equal, ok, rejection, until } from './check.ts'
import type { Law } from './law.ts'

/** How waiting ends. */
export const leavingLaws: readonly Law[] = [
  {
    title: 'lets an aborted caller leave, and drops its request',
    async check({ mock, createClient, signal }) {
      await mock.addFault({ kind: 'hang' })
      const controller = new AbortController()
      const left = rejection(createClient().getAccessToken({ signal: controller.signal }))
      await mock.waitForTokenRequests(1)
      const reason = new Error('enough')
      controller.abort(reason)
      const { code, cause } = await left
      equal(code, 'ERR_QCI_AUTH_ABORTED', 'code')
      ok(cause === reason, `The cause is not the reason: ${String(cause)}`)
      await until(async () => (await mock.tokenRequests())[0]?.state === 'aborted', signal)
    },
  },
  {
    title: 'sends nothing for a caller who was aborted beforehand',
    async check({ mock, createClient }) {
      const { code } = await rejection(createClient().getAccessToken({ signal: AbortSignal.abort() }))
      equal(code, 'ERR_QCI_AUTH_ABORTED', 'code')
      equal((await mock.tokenRequests()).length, 0, 'requests')
    },
  },
  {
    title: 'ends at the deadline when no answer has come, and drops the request',
    async check({ mock, createClient, signal }) {
      await mock.addFault({ kind: 'hang' })
      const client = createClient({ timeoutMs: 200, maxRetries: 0 })
      const { code, timeoutMs } = await rejection(client.getAccessToken())
      equal([code, timeoutMs], ['ERR_QCI_AUTH_TIMEOUT', 200], 'code and deadline')
      await until(async () => (await mock.tokenRequests())[0]?.state === 'aborted', signal)
    },
  },
  {
    title: 'ends at the deadline when only the beginning of the body has come',
    async check({ mock, createClient }) {
      await mock.addFault({ kind: 'drip', chunkMs: 60_000 })
      const { code } = await rejection(createClient({ timeoutMs: 200, maxRetries: 0 }).getAccessToken())
      equal(code, 'ERR_QCI_AUTH_TIMEOUT', 'code')
    },
  },
]
