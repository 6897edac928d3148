import { expect, test } from 'vitest'

import { createAuthApiClient } from '@qci-client/auth-api'

/** What the README's first example does: a message for a failed request, or the expiry. */
async function obtain(response: Response | Error): Promise<string | undefined> {
  const api = createAuthApiClient({
    baseUrl: 'https://api.example',
    fetch: () => (response instanceof Error ? Promise.reject(response) : Promise.resolve(response)),
  })
  const result = await api.POST('/auth/v1/access-tokens/', { body: { refresh_token: 'RT' } })
  if (!result.response.ok) {
    throw new Error(`${result.response.status} ${result.error?.message ?? result.response.statusText}`)
  }
  return result.data?.expires_at_rfc3339
}

const html = { status: 502, statusText: 'Bad Gateway', headers: { 'Content-Type': 'text/html' } }

test('a status of 400 or more resolves with the body as `error`', async () => {
  const body = { message: 'Invalid token' }
  await expect(obtain(Response.json(body, { status: 401 }))).rejects.toThrow('401 Invalid token')
})

test('the `error` of a body that is not JSON is its text, which has no message', async () => {
  await expect(obtain(new Response('<html>', html))).rejects.toThrow('502 Bad Gateway')
})

test('a 200 that is not JSON rejects with SyntaxError', async () => {
  await expect(obtain(new Response('<html>Log in</html>'))).rejects.toThrow(SyntaxError)
  await expect(obtain(new Response('{"access_token":'))).rejects.toThrow(SyntaxError)
})

test('a 200 without a body resolves without `data`', async () => {
  const empty = { headers: { 'Content-Length': '0' } }
  await expect(obtain(new Response('', empty))).resolves.toBeUndefined()
})

test('a request without a response rejects with the error of fetch', async () => {
  await expect(obtain(new TypeError('fetch failed'))).rejects.toThrow('fetch failed')
})
