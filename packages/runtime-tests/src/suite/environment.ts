import type { RuntimeFeatures } from './suite-input.ts'
import { getRejection } from './test-context.ts'
import type { AddTest } from './test-context.ts'

/** The environment variables, printing, and the packages side by side. */
export function addEnvironmentTests(test: AddTest, { hasEnvironment }: RuntimeFeatures): void {
  test.if('needs no options when QCI_API_URL and QCI_TOKEN are set', hasEnvironment, async (context) => {
    const { apiUrl, assert, auth, mock } = context
    const client = new auth.AuthClient()
    assert.equal(client.url, `${apiUrl}/`, 'url')
    await client.getAccessToken()
    assert.equal(await mock.countTokenRequests(), 1, 'token requests')
  })

  test.if(
    'names the missing option and variable without an environment',
    !hasEnvironment,
    async (context) => {
      const { assert, auth } = context
      const error = await getRejection(Promise.resolve().then(() => new auth.AuthClient()))
      assert.true(error instanceof auth.ConfigurationError, `a ConfigurationError: ${String(error)}`)
      assert.true(/url.*QCI_API_URL/.test(String(error)), `option and variable: ${String(error)}`)
    },
  )

  test('shows no token when a client or an error is printed', async (context) => {
    const { apiToken, assert, auth, createClient, inspect, mock } = context
    const client = createClient({ maxRetries: 0 })
    const accessToken = await client.getAccessToken()
    await mock.addFault({ kind: 'status', status: 400, body: { message: `${accessToken} ${apiToken}` } })
    const error = await getRejection(client.getAccessToken({ forceRenewal: true }))
    assert.true(auth.isQciAuthError(error), `an error of the package: ${String(error)}`)
    const texts = [client, error].flatMap((value) => [inspect(value), JSON.stringify(value)])
    for (const text of [...texts, error.toString(), String(error.stack)]) {
      assert.false(text.includes(accessToken) || text.includes(apiToken), `a token in ${text}`)
    }
  })

  test('recognizes its own errors', async ({ assert, auth, createClient, mock }) => {
    await mock.addFault({ kind: 'status', status: 401 })
    const error = await getRejection(createClient().getAccessToken())
    assert.true(auth.isQciAuthError(error) && error instanceof auth.ApiError, 'its own error')
    for (const other of [new Error('another'), null, 'text']) {
      assert.false(auth.isQciAuthError(other), `isQciAuthError(${String(other)})`)
    }
  })

  test('requests the API’s health through either package', async ({
    apiUrl,
    assert,
    authApi,
    createClient,
  }) => {
    const api = authApi.createAuthApiClient({ baseUrl: apiUrl })
    const { data } = await api.GET('/auth/v1/access-tokens/health', {
      headers: { 'Content-Type': 'application/json' },
    })
    assert.equal(typeof data?.message, 'string', 'message from auth-api')
    assert.deepEqual(await createClient().getAccessTokensHealth(), data, 'health from auth')
  })
}
