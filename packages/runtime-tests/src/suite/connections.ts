import type { RuntimeFeatures, TestServers } from './suite-input.ts'
import type { AddTest } from './test-context.ts'

/** `Connection: close` and HTTP/2, where runtimes differ. */
export function addConnectionTests(test: AddTest, features: RuntimeFeatures, { tlsUrl }: TestServers): void {
  const { httpVersionOverTls, sendsConnectionClose } = features
  const hasTls = tlsUrl !== ''

  test.if('sends Connection: close', sendsConnectionClose, async ({ assert, createClient, mock }) => {
    await createClient().getAccessToken()
    assert.equal((await mock.tokenRequests())[0]?.headers['connection'], 'close', 'Connection')
  })

  test.if(
    'returns a Connection: close that the runtime does not send',
    !sendsConnectionClose,
    async (context) => {
      const { assert, createClient, mock } = context
      assert.equal((await createClient().getHeaders()).Connection, 'close', 'Connection in the headers')
      assert.notEqual((await mock.tokenRequests())[0]?.headers['connection'], 'close', 'Connection as sent')
    },
  )

  test.if('obtains tokens over TLS from a server with HTTP/2 and HTTP/1.1', hasTls, async (context) => {
    await context.createClient({ url: tlsUrl }).getAccessToken()
    context.assert.equal(await context.mock.countTokenRequests(), 1, 'token requests')
  })

  for (const version of ['2.0', '1.1'] as const) {
    const isUsed = hasTls && httpVersionOverTls === version
    test.if(`uses HTTP/${version}, with and without Connection: close`, isUsed, async (context) => {
      const client = context.createClient()
      for (const headers of [await client.getHeaders(), await client.getHeadersWithoutConnectionClose()]) {
        // oxlint-disable-next-line no-await-in-loop -- the second request may share the connection
        const shown: unknown = await (await fetch(`${tlsUrl}/connection`, { headers })).json()
        context.assert.deepEqual(shown, { httpVersion: version, hasToken: true }, 'connection')
      }
    })
  }
}
