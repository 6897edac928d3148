import { equal, ok } from './check.ts'
import type { Law } from './law.ts'

/** What `client.fetch` sends where. At `guarded/echo` an API answers those who have a good access token. */
export const requestLaws: readonly Law[] = [
  {
    title: 'sends a request with the access token, and reads the answer',
    async check({ createClient }) {
      const response = await createClient().fetch('guarded/echo', { method: 'POST', body: 'a job' })
      equal([response.status, await response.text()], [200, 'a job'], 'status and body')
    },
  },
  {
    title: 'sends a request once more after a 401, with a renewed token',
    async check({ mock, createClient }) {
      const client = createClient()
      await client.getAccessToken()
      await mock.reset() // and so the token is unknown
      const response = await client.fetch('guarded/echo', { method: 'POST', body: 'a job' })
      equal([response.status, await response.text()], [200, 'a job'], 'status and body')
      equal((await mock.tokenRequests()).length, 1, 'renewals')
    },
  },
  {
    title: 'sends a Request with a body once more after a 401, and leaves it as it was',
    async check({ apiUrl, mock, createClient }) {
      const client = createClient()
      await client.getAccessToken()
      await mock.reset()
      const request = new Request(`${apiUrl}/guarded/echo`, { method: 'POST', body: 'a job' })
      equal(await (await client.fetch(request)).text(), 'a job', 'body')
      ok(!request.headers.has('authorization'), 'The token was put into the caller’s own Request')
    },
  },
  {
    title: 'passes on the 401 of an endpoint that refuses every token, after one renewal',
    async check({ mock, createClient }) {
      const client = createClient()
      for (const expected of [2, 2]) {
        // One after the other: the second shows that the first is remembered.
        // oxlint-disable-next-line no-await-in-loop
        equal((await client.fetch('guarded/never')).status, 401, 'status')
        // oxlint-disable-next-line no-await-in-loop
        equal((await mock.tokenRequests()).length, expected, 'requests for an access token')
      }
    },
  },
  {
    title: 'sends no token to another origin',
    async check({ otherUrl, createClient }) {
      const response = await createClient().fetch(`${otherUrl}/show`)
      equal(await response.json(), { authorization: null }, 'what the other origin got')
    },
  },
  {
    title: 'takes no token along when it is redirected to another origin',
    async check({ otherUrl, createClient }) {
      const response = await createClient().fetch(`guarded/away?to=${encodeURIComponent(`${otherUrl}/show`)}`)
      equal(await response.json(), { authorization: null }, 'what the other origin got')
    },
  },
  {
    title: 'takes no token along when a request of the middleware is redirected to another origin',
    async check({ apiUrl, auth, authApi, otherUrl, createClient }) {
      const api = authApi.createAuthApiClient({ baseUrl: apiUrl })
      api.use(auth.authMiddleware(createClient()))
      const ask = api.GET as unknown as (path: string, init: object) => Promise<{ data: unknown }>
      const { data } = await ask('/guarded/away', { params: { query: { to: `${otherUrl}/show` } } })
      equal(data, { authorization: null }, 'what the other origin got')
    },
  },
  {
    title: 'passes on the 401 of another origin to which it is redirected, and renews nothing',
    async check({ mock, otherUrl, createClient }) {
      const target = encodeURIComponent(`${otherUrl}/refuse`)
      equal((await createClient().fetch(`guarded/away?to=${target}`)).status, 401, 'status')
      equal((await mock.tokenRequests()).length, 1, 'requests for an access token')
    },
  },
  {
    title: 'takes the token along when it is redirected within the API',
    async check({ apiUrl, createClient }) {
      const response = await createClient().fetch(
        `guarded/away?to=${encodeURIComponent(`${apiUrl}/guarded/here`)}`,
      )
      equal([response.status, await response.text()], [200, 'here'], 'status and body')
    },
  },
]
