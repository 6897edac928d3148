import { equal } from './check.ts'
import type { Law } from './law.ts'
import type { World } from './world.ts'

/** What the connection of a request with these headers was like, as the server saw it. */
async function showConnection({ http2Url }: World, headers: Record<string, string>): Promise<unknown> {
  return (await fetch(`${http2Url}/connection`, { headers })).json()
}

/** What becomes of `Connection: close`, and of HTTP/2. Runtimes differ here; tokens come in all of them. */
export const connectionLaws: readonly Law[] = [
  {
    title: 'sends Connection: close, which the API sees',
    appliesTo: ({ sendsConnectionClose }) => sendsConnectionClose,
    async check({ mock, createClient }) {
      await createClient().getAccessToken()
      equal((await mock.tokenRequests())[0]?.headers['connection'], 'close', 'connection')
    },
  },
  {
    title: 'gives Connection: close, which the runtime does not send',
    appliesTo: ({ sendsConnectionClose }) => !sendsConnectionClose,
    async check({ mock, createClient }) {
      const client = createClient()
      equal((await client.getHeaders()).Connection, 'close', 'Connection')
      equal((await mock.tokenRequests())[0]?.headers['connection'] === 'close', false, 'seen as close')
    },
  },
  {
    title: 'obtains tokens over TLS from a server that speaks HTTP/2 and HTTP/1.1',
    appliesTo: ({ httpOfTls }) => httpOfTls !== undefined,
    async check({ http2Url, mock, createClient }) {
      await createClient({ url: http2Url }).getAccessToken()
      equal((await mock.tokenRequests()).length, 1, 'requests')
    },
  },
  ...(['2.0', '1.1'] as const).map((version) => ({
    title: `speaks HTTP/${version.replace('.0', '')} with it, with the headers for single requests and for many`,
    appliesTo: ({ httpOfTls }: { httpOfTls: string | undefined }) => httpOfTls === version,
    async check(world: World) {
      const client = world.createClient()
      for (const headers of [await client.getHeaders(), await client.getHeadersWithoutConnectionClose()]) {
        // One after the other: the second connection may be the first one.
        // oxlint-disable-next-line no-await-in-loop
        equal(await showConnection(world, headers), { httpVersion: version, hasToken: true }, 'connection')
      }
    },
  })),
]
