import type { RuntimeFeatures, TestServers } from './suite-input.ts'
import type { AddTest } from './test-context.ts'

/** `Connection: close` and HTTP/2, where runtimes differ. */
export function addConnectionTests(test: AddTest, features: RuntimeFeatures, { tlsUrl }: TestServers): void {
  const { httpVersionOverTls, sendsConnectionClose } = features

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

  for (const version of ['2.0', '1.1'] as const) {
    const isUsed = tlsUrl !== '' && httpVersionOverTls === version
    const name = `obtains and sends a token over HTTP/${version}, with and without Connection: close`
    test.if(name, isUsed, async ({ assert, createClient }) => {
      const client = createClient({ url: tlsUrl })
      for (const headers of [await client.getHeaders(), await client.getHeadersWithoutConnectionClose()]) {
        // oxlint-disable-next-line no-await-in-loop -- the second request may share the connection
        const shown: unknown = await (await fetch(`${tlsUrl}/connection`, { headers })).json()
        assert.deepEqual(shown, { httpVersion: version, hasToken: true }, 'connection')
      }
    })
  }
}
