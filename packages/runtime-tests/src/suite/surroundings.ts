import { equal, ok, rejection } from './check.ts'
import type { Law } from './law.ts'

/** What the packages find around them: the environment, the console, each other. */
export const surroundingsLaws: readonly Law[] = [
  {
    title: 'needs nothing but QCI_API_URL and QCI_TOKEN in the environment',
    appliesTo: ({ hasEnvironment }) => hasEnvironment,
    async check({ auth, mock, apiUrl }) {
      const client = new auth.AuthClient()
      equal(client.url, `${apiUrl}/`, 'url')
      await client.getAccessToken()
      equal((await mock.tokenRequests()).length, 1, 'requests')
    },
  },
  {
    title: 'says what is missing where there is no environment',
    appliesTo: ({ hasEnvironment }) => !hasEnvironment,
    check: async ({ auth }) => {
      try {
        // Constructing it is all that is wanted.
        // oxlint-disable-next-line no-new
        new auth.AuthClient()
      } catch (error) {
        ok(error instanceof auth.ConfigurationError, `Not a ConfigurationError: ${String(error)}`)
        ok(/url.*QCI_API_URL/.test((error as Error).message), `Names not both: ${String(error)}`)
        return
      }
      throw new Error('Nothing was thrown')
    },
  },
  {
    title: 'shows no token when a client or an error is printed',
    async check({ apiToken, auth, createClient, inspect, mock }) {
      const client = createClient({ maxRetries: 0 })
      const accessToken = await client.getAccessToken()
      await mock.addFault({ kind: 'status', status: 400, body: { message: `${accessToken} ${apiToken}` } })
      const error: unknown = await client.getAccessToken({ forceRenewal: true }).catch((caught) => caught)
      ok(auth.isQciAuthError(error), `Not an error of the package: ${String(error)}`)
      const printed = [client, error].flatMap((value) => [
        inspect(value),
        JSON.stringify(value),
        String(value),
        String((value as Partial<Error>).stack),
      ])
      for (const text of printed) {
        ok(!text.includes(accessToken) && !text.includes(apiToken), `A token shows: ${text}`)
      }
    },
  },
  {
    title: 'tells its own errors from others',
    async check({ auth, createClient, mock }) {
      await mock.addFault({ kind: 'status', status: 401 })
      const error = await rejection(createClient().getAccessToken())
      equal([auth.isQciAuthError(error), error instanceof auth.ApiError], [true, true], 'its own')
      equal([new Error('another'), null, 'text'].map(auth.isQciAuthError), [false, false, false], 'others')
    },
  },
  {
    title: 'asks the API for its health by way of either package',
    async check({ apiUrl, authApi, createClient }) {
      const { data } = await authApi
        .createAuthApiClient({ baseUrl: apiUrl })
        .GET('/auth/v1/access-tokens/health', { headers: { 'Content-Type': 'application/json' } })
      ok(typeof data?.message === 'string', 'auth-api got no message')
      equal(await createClient().getAccessTokensHealth(), data, 'health')
    },
  },
]
