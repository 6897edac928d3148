import { equal, ok } from './check.ts'
import type { Law } from './law.ts'
import { UNTIL_BEHIND_MS, UNTIL_MARGIN_MS } from './lifetimes.ts'
import type { World } from './world.ts'

/** Throws unless so many requests for an access token have arrived. */
async function expectRequests({ mock }: World, count: number): Promise<void> {
  equal((await mock.tokenRequests()).length, count, 'requests for an access token')
}

/** From the first token to its renewal. */
export const tokenLaws: readonly Law[] = [
  {
    title: 'asks once for the first token',
    async check(world) {
      const headers = await world.createClient().getHeaders()
      ok(
        headers.Authorization?.startsWith('Bearer mock.') === true,
        'Authorization holds no token of the mock',
      )
      await expectRequests(world, 1)
    },
  },
  {
    title: 'hands out the held token without asking again',
    async check(world) {
      const client = world.createClient()
      const first = await client.getAccessToken()
      equal(await client.getAccessToken(), first, 'second token')
      equal((await client.getAccessTokenInfo()).accessToken, first, 'token of the info')
      equal((await client.getHeaders()).Authorization, `Bearer ${first}`, 'Authorization')
      await expectRequests(world, 1)
    },
  },
  {
    title: 'asks once for callers who come together',
    appliesTo: ({ sharesFlights }) => sharesFlights,
    async check(world) {
      const client = world.createClient()
      const tokens = await Promise.all(Array.from({ length: 100 }, () => client.getAccessToken()))
      equal(new Set(tokens).size, 1, 'different tokens')
      await expectRequests(world, 1)
    },
  },
  {
    title: 'renews behind the held token before its margin',
    appliesTo: ({ sharesFlights }) => sharesFlights,
    async check(world) {
      let isRenewed = () => {}
      const renewed = new Promise<void>((resolve) => (isRenewed = resolve))
      const client = world.createClient({
        onEvent: ({ type }) => type === 'renewed' && first !== undefined && isRenewed(),
      })
      let first: string | undefined
      first = await client.getAccessToken()
      await world.advance(UNTIL_BEHIND_MS)
      equal(await client.getAccessToken(), first, 'token while the renewal runs')
      await renewed
      ok((await client.getAccessToken()) !== first, 'The token is still the first')
      await expectRequests(world, 2)
    },
  },
  {
    title: 'waits for the renewed token below its margin',
    async check(world) {
      const client = world.createClient()
      const first = await client.getAccessToken()
      await world.advance(UNTIL_MARGIN_MS)
      ok((await client.getAccessToken()) !== first, 'The token is still the first')
      await expectRequests(world, 2)
    },
  },
]
