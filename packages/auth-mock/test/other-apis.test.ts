import { http, HttpResponse } from 'msw/http'
import { expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'
import type { AuthMockServer } from '@qci-client/auth-mock/server'

const post = (api: AuthMockServer, path: string, body: string, authorization = '') =>
  fetch(`${api.url}${path}`, {
    method: 'POST',
    body,
    headers: { authorization, 'content-type': 'application/json' },
  })

test('another API on the port gives its answer to who has an access token, and 401 to others', async () => {
  await using api = await startAuthMockServer()
  api.use(
    http.post(
      '*/jobs/:id',
      api.mock.requireAccessToken(async ({ request, params }) =>
        HttpResponse.json(
          { id: params['id'], job: await request.json() },
          { status: 201, headers: { 'x-job': 'seven' } },
        ),
      ),
    ),
  )
  expect((await post(api, '/jobs/7', '{}')).status).toBe(401)

  const exchange = await post(api, '/auth/v1/access-tokens', `{"refresh_token":"${api.env.QCI_TOKEN}"}`)
  const { access_token: token } = (await exchange.json()) as { access_token: string }
  const response = await post(api, '/jobs/7', '{"name":"job"}', `Bearer ${token}`)
  expect([response.status, response.headers.get('x-job')]).toEqual([201, 'seven'])
  expect(await response.json()).toEqual({ id: '7', job: { name: 'job' } })
})

test('the handler that was added last is asked first', async () => {
  await using api = await startAuthMockServer()
  api.use(http.post('*/jobs', () => HttpResponse.text('first')))
  api.use(http.post('*/jobs', () => HttpResponse.text('last')))
  expect(await (await post(api, '/jobs', '')).text()).toBe('last')
})

test('what no handler takes leads nowhere, and the auth API stays the mock’s', async () => {
  await using api = await startAuthMockServer()
  api.use(http.post('*/jobs', () => HttpResponse.text('taken')))
  expect((await post(api, '/files', '')).status).toBe(404)
  api.use(http.all('*', () => HttpResponse.text('taken')))
  expect(await (await fetch(`${api.url}/auth/v1/access-tokens/health`)).json()).toEqual({ message: 'OK' })
})

test('a handler may drop the connection', async () => {
  await using api = await startAuthMockServer()
  api.use(http.post('*/jobs', () => HttpResponse.error()))
  await expect(post(api, '/jobs', '{}')).rejects.toThrow('fetch failed')
})

test('a handler that fails is a 500 that says so', async () => {
  await using api = await startAuthMockServer()
  api.use(
    http.post('*/jobs', () => {
      throw new Error('no such queue')
    }),
  )
  const response = await post(api, '/jobs', '{}')
  expect([response.status, await response.json()]).toEqual([
    500,
    { message: 'A handler failed: Error: no such queue' },
  ])
})
