import type { RuntimeFeatures } from './suite-input.ts'
import { UNTIL_BACKGROUND_RENEWAL_MS } from './test-context.ts'
import type { AddTest } from './test-context.ts'

/** One token for all calls, and its renewal in the background. */
export function addTokenTests(test: AddTest, { sharesExchanges }: RuntimeFeatures): void {
  test('returns the cached token without a request', async ({ assert, createClient, mock }) => {
    const client = createClient()
    const first = await client.getAccessToken()
    assert.true(first.startsWith('mock.'), 'a token of the mock')
    assert.equal(await client.getAccessToken(), first, 'second token')
    assert.equal((await client.getAccessTokenInfo()).accessToken, first, 'token of the info')
    assert.equal((await client.getHeaders()).Authorization, `Bearer ${first}`, 'Authorization')
    assert.equal(await mock.countTokenRequests(), 1, 'token requests')
  })

  test.if('shares one exchange among concurrent callers', sharesExchanges, async (context) => {
    const { assert, createClient, mock } = context
    const client = createClient()
    const tokens = await Promise.all(Array.from({ length: 100 }, () => client.getAccessToken()))
    assert.equal(new Set(tokens).size, 1, 'different tokens')
    assert.equal(await mock.countTokenRequests(), 1, 'token requests')
  })

  test.if('renews the cached token in the background before its margin', sharesExchanges, async (context) => {
    const { advance, assert, createClient, mock } = context
    let onRenewed = () => {}
    const client = createClient({ onEvent: ({ type }) => type === 'renewed' && onRenewed() })
    const first = await client.getAccessToken()
    const renewed = new Promise<void>((resolve) => (onRenewed = resolve))
    await advance(UNTIL_BACKGROUND_RENEWAL_MS)
    assert.equal(await client.getAccessToken(), first, 'token during the renewal')
    await renewed
    assert.notEqual(await client.getAccessToken(), first, 'token after the renewal')
    assert.equal(await mock.countTokenRequests(), 2, 'token requests')
  })
}
