import type { AddTest, TestContext } from './test-context.ts'

/** What `client.fetch` sends to which origin. `guarded/echo` needs a valid access token and returns the body. */
export function addRequestTests(test: AddTest): void {
  test('sends a request with the access token and returns the response', async (context) => {
    const response = await context.createClient().fetch('guarded/echo', { method: 'POST', body: 'a job' })
    await expectResponse(context, response, 'a job')
  })

  test('repeats a request once after a 401, with a renewed token', async (context) => {
    const { assert, createClient, mock } = context
    const client = createClient()
    await client.getAccessToken()
    await mock.reset() // the mock forgets the token
    const response = await client.fetch('guarded/echo', { method: 'POST', body: 'a job' })
    await expectResponse(context, response, 'a job')
    assert.equal(await mock.countTokenRequests(), 1, 'renewals')
  })

  test('repeats a Request with a body after a 401 without changing it', async (context) => {
    const { apiUrl, assert, createClient, mock } = context
    const client = createClient()
    await client.getAccessToken()
    await mock.reset()
    const request = new Request(`${apiUrl}/guarded/echo`, { method: 'POST', body: 'a job' })
    await expectResponse(context, await client.fetch(request), 'a job')
    assert.false(request.headers.has('authorization'), 'the caller’s Request has the token')
  })

  test('returns the 401 of an endpoint that rejects every token after one renewal', async (context) => {
    const { assert, createClient, mock } = context
    const client = createClient()
    assert.equal((await client.fetch('guarded/never')).status, 401, 'first status')
    assert.equal(await mock.countTokenRequests(), 2, 'token requests after the first call')
    assert.equal((await client.fetch('guarded/never')).status, 401, 'second status')
    assert.equal(await mock.countTokenRequests(), 2, 'token requests after the second call')
  })

  test('sends no token to another origin', async ({ assert, createClient, otherOriginUrl }) => {
    const response = await createClient().fetch(`${otherOriginUrl}/show`)
    assert.deepEqual(await response.json(), { authorization: null }, 'received by the other origin')
  })

  test('sends no token to another origin with a Request whose own property `url` is there', async (context) => {
    const { apiUrl, assert, createClient, otherOriginUrl } = context
    const request = new Request(`${apiUrl}/guarded/echo`)
    Object.defineProperty(request, 'url', { value: `${otherOriginUrl}/show` })
    const response = await createClient().fetch(request)
    // In Bun, `fetch` sends it there.
    const isElsewhere = response.url.startsWith(otherOriginUrl)
    assert.equal(await response.text(), isElsewhere ? '{"authorization":null}' : '', 'received')
  })

  test('sends no token to another origin after a redirect', async (context) => {
    const { assert, createClient, otherOriginUrl } = context
    const response = await createClient().fetch(redirectTo(`${otherOriginUrl}/show`))
    assert.deepEqual(await response.json(), { authorization: null }, 'received by the other origin')
  })

  test('sends no token to another origin after a redirect through the middleware', async (context) => {
    const { apiUrl, assert, auth, authApi, createClient, otherOriginUrl } = context
    const api = authApi.createAuthApiClient({ baseUrl: apiUrl })
    api.use(auth.authMiddleware(createClient()))
    const get = api.GET as unknown as (path: string) => Promise<{ data: unknown }>
    const { data } = await get(`/${redirectTo(`${otherOriginUrl}/show`)}`)
    assert.deepEqual(data, { authorization: null }, 'received by the other origin')
  })

  test('returns the 401 of another origin after a redirect without a renewal', async (context) => {
    const { assert, createClient, mock, otherOriginUrl } = context
    const response = await createClient().fetch(redirectTo(`${otherOriginUrl}/reject`))
    assert.equal(response.status, 401, 'status')
    assert.equal(await mock.countTokenRequests(), 1, 'token requests')
  })

  test('uses a fetch option and an apiToken function', async (context) => {
    const { apiToken, createClient } = context
    const client = createClient({
      apiToken: () => Promise.resolve(apiToken),
      fetch: (input, init) => fetch(input, init),
    })
    const response = await client.fetch('guarded/echo', { method: 'POST', body: 'a job' })
    await expectResponse(context, response, 'a job')
  })

  test('sends requests as the global fetch in an asynchronous wrapper', async (context) => {
    const { apiUrl, assert, createClient, otherOriginUrl } = context
    const client = createClient()
    const { fetch } = globalThis
    const responses: Response[] = []
    try {
      globalThis.fetch = async (input, init) => {
        await Promise.resolve()
        return client.fetch(input, init)
      }
      responses.push(await globalThis.fetch(`${otherOriginUrl}/show`))
      responses.push(await globalThis.fetch(`${apiUrl}/guarded/echo`))
    } finally {
      globalThis.fetch = fetch
    }
    assert.deepEqual(await responses[0]!.json(), { authorization: null }, 'received by the other origin')
    await expectResponse(context, responses[1]!, '')
  })

  test('sends the token again after a redirect within the API', async (context) => {
    const response = await context.createClient().fetch(redirectTo(`${context.apiUrl}/guarded/echo`))
    await expectResponse(context, response, '')
  })
}

function redirectTo(target: string): string {
  return `guarded/redirect?to=${encodeURIComponent(target)}`
}

async function expectResponse({ assert }: TestContext, response: Response, body: string): Promise<void> {
  assert.deepEqual([response.status, await response.text()], [200, body], 'status and body')
}
