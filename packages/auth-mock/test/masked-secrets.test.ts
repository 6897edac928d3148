import { inspect } from 'node:util'

import { getResponse } from 'msw/utils/get-response'
import { expect, test } from 'vitest'

import { createAuthMock, type JournalEntry } from '@qci-client/auth-mock'

import { callerOf } from './support/caller.ts'

const API_TOKEN = 'a-very-secret-api-token'
const OTHER = 'another-secret-token'

test('no token gets into the journal, wherever in a request it was put', async () => {
  const reported: JournalEntry[] = []
  const mock = createAuthMock({ apiToken: API_TOKEN, onExchange: (entry) => reported.push(entry) })
  const call = async (path: string, init: RequestInit): Promise<unknown> =>
    getResponse(mock.handlers, new Request(`${mock.env.QCI_API_URL}/auth/v1/access-tokens/${path}`, init))
  const headers = { 'Content-Type': 'application/json' }

  const accessToken = await callerOf(mock).token()
  const bodies = [
    `{"refresh_token":"${API_TOKEN}"`, // breaks off
    `refresh_token=${API_TOKEN}`,
    `"${OTHER}"`,
    `["${OTHER}"]`,
    `{"refresh_token":"${OTHER}","also":"${OTHER}","deep":{"refresh_token":"${OTHER}"},"list":["${OTHER}"]}`,
    `{"${API_TOKEN}":1,"refresh_token":["${OTHER}"]}`,
    `{"refresh_token":12345678}`,
  ]
  for (const body of bodies) await call('', { method: 'POST', headers, body })
  await call('health', {
    headers: {
      Authorization: `Bearer ${accessToken}`,
      Cookie: `session=${OTHER}`,
      'X-Api-Key': OTHER,
      'X-Auth-Token': OTHER,
      'X-Note': `it is ${API_TOKEN}, or ${accessToken}`,
      'X-Request-Timeout-Nano': API_TOKEN,
    },
  })
  await call(API_TOKEN, {})
  await call(`health?token=${OTHER}`, {})
  mock.faults.add({ kind: 'status', status: 500, body: { leaked: [`${API_TOKEN} and ${accessToken}`] } })
  mock.faults.add({ kind: 'status', status: 500, headers: { 'set-cookie': `a=${OTHER}` }, body: API_TOKEN })
  mock.faults.add({ kind: 'malformedJson' })
  for (let i = 0; i < 3; i += 1) await callerOf(mock).post()

  const seen = inspect({ reported, kept: mock.journal.list(), mock }, { depth: 20, maxArrayLength: null })
  expect(mock.journal.count()).toBe(14)
  expect(mock.journal.list()[8]?.headers).toMatchObject({
    authorization: 'Bearer [masked]',
    cookie: '[masked]',
  })
  for (const secret of [API_TOKEN, OTHER, accessToken, '12345678']) {
    expect(seen.replaceAll(`QCI_TOKEN: '${API_TOKEN}'`, '')).not.toContain(secret)
  }
})

test('no token is in the journal in the form that it has in a URL or in JSON', async () => {
  const token = 'a"/b\\c?hidden'
  const mock = createAuthMock({ apiToken: token })
  mock.faults.add({ kind: 'patch', body: { leaked: token } })
  mock.faults.add({ kind: 'status', status: 500, body: `not JSON, ${JSON.stringify(token)}` })
  await callerOf(mock).post()
  await callerOf(mock).post()
  await getResponse(
    mock.handlers,
    new Request(`${mock.env.QCI_API_URL}/auth/v1/access-tokens/${encodeURIComponent(token)}`),
  )
  expect(mock.journal.count()).toBe(3)
  expect(JSON.stringify(mock.journal.list())).not.toContain('hidden')
})

test('no token is in error messages or in the report of assertClean', async () => {
  const mock = createAuthMock({ apiToken: API_TOKEN })
  const url = `${mock.env.QCI_API_URL}/auth/v1/access-tokens/`
  const request = new Request(url, { method: 'POST', body: `{"refresh_token":${API_TOKEN}}` })
  const response = await getResponse(mock.handlers, request)
  expect(await response?.text()).not.toContain('secret')

  await getResponse(mock.handlers, new Request(url + API_TOKEN))
  expect(() => mock.assertClean()).toThrow(/^(?![^]*secret)[^]*no such path or method/)
})
