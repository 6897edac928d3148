import { equal, ok, rejection } from './check.ts'
import type { Law } from './law.ts'
import { UNTIL_MARGIN_MS } from './lifetimes.ts'
import type { World } from './world.ts'

/** An API that is away, in two ways. */
const outages = [
  { name: 'answers 503', fault: { kind: 'status', status: 503, times: 'forever' } },
  { name: 'drops connections', fault: { kind: 'reset', times: 'forever' } },
]

/** What a client without a token gets when its one try meets the fault. */
async function failWith(world: World, fault: object): Promise<Record<string, unknown>> {
  await world.mock.addFault(fault)
  const error = await rejection(world.createClient({ maxRetries: 0 }).getAccessToken())
  ok(world.auth.isQciAuthError(error), `Not an error of the package: ${world.inspect(error)}`)
  return error
}

/** What a failure of the API does to callers. */
export const outageLaws: readonly Law[] = [
  ...outages.map(({ name, fault }) => ({
    title: `serves the held token while the API ${name}, and renews it afterwards`,
    async check(world: World) {
      const client = world.createClient()
      const first = await client.getAccessToken()
      await world.advance(UNTIL_MARGIN_MS)
      await world.mock.addFault(fault)
      equal(await client.getAccessToken(), first, 'token in the outage')
      equal(
        world.events.map(({ type }) => type),
        ['renewed', 'renewalFailed', 'servedStale'],
        'events',
      )
      await world.mock.clearFaults()
      await world.advance(60_000) // the longest that a failure holds renewals back
      ok((await client.getAccessToken()) !== first, 'The token is still the first')
    },
  })),
  {
    title: 'says with an ApiError that the API answers 503, when it holds no token',
    async check(world) {
      const { code, status } = await failWith(world, { kind: 'status', status: 503 })
      equal([code, status], ['ERR_QCI_AUTH_API', 503], 'code and status')
    },
  },
  {
    title: 'says with a ConnectionError that no answer came',
    async check(world) {
      const { code } = await failWith(world, { kind: 'reset', times: 'forever' })
      equal(code, 'ERR_QCI_AUTH_CONNECTION', 'code')
    },
  },
  {
    title: 'takes nothing from an answer that breaks off',
    async check(world) {
      const { code } = await failWith(world, { kind: 'truncate' })
      // Some runtimes do not tell: then what is left fails as JSON.
      const codes = ['ERR_QCI_AUTH_CONNECTION', 'ERR_QCI_AUTH_INVALID_RESPONSE']
      ok(codes.includes(code as string), `code: ${String(code)}`)
    },
  },
  {
    title: 'follows no redirect',
    async check(world) {
      const { code } = await failWith(world, { kind: 'redirect', to: '/auth/v1/access-tokens/' })
      equal(code, 'ERR_QCI_AUTH_REDIRECT', 'code')
      equal((await world.mock.tokenRequests()).length, 1, 'requests')
    },
  },
  {
    title: 'tries again after a failure, when it holds no token',
    async check(world) {
      await world.mock.addFault({ kind: 'status', status: 503 })
      await world.createClient().getAccessToken()
      equal((await world.mock.tokenRequests()).length, 2, 'requests')
    },
  },
]
