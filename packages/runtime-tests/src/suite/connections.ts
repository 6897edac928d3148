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
    'returns Connection: close in its headers although the runtime does not send it',
    !sendsConnectionClose,
    async ({ assert, createClient, mock }) => {
      assert.equal((await createClient().getHeaders()).Connection, 'close', 'Connection in the headers')
      assert.notEqual((await mock.tokenRequests())[0]?.headers['connection'], 'close', 'Connection as sent')
    },
  )

  test.if(
    'obtains tokens over TLS from a server with HTTP/2 and HTTP/1.1',
    hasTls,
    async ({ assert, createClient, mock }) => {
      await createClient({ url: tlsUrl }).getAccessToken()
      assert.equal(await mock.countTokenRequests(), 1, 'token requests')
    },
  )

  for (const version of ['2.0', '1.1'] as const) {
    test.if(
      `uses HTTP/${version.replace('.0', '')} with that server, with and without Connection: close`,
      hasTls && httpVersionOverTls === version,
      async ({ assert, createClient }) => {
        const client = createClient()
        const show = async (headers: Record<string, string>) =>
          (await fetch(`${tlsUrl}/connection`, { headers })).json()
        const expected = { httpVersion: version, hasToken: true }
        assert.deepEqual(await show(await client.getHeaders()), expected, 'with it')
        assert.deepEqual(await show(await client.getHeadersWithoutConnectionClose()), expected, 'without it')
      },
    )
  }
}
