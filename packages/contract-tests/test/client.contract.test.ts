import { describe, expect, test } from 'vitest'

import { AuthClient } from '@qci-client/auth'

import capture from '../captures/python-qci-client.json' with { type: 'json' }
import { qciContract } from '../src/contract.ts'
import { readContract } from '../src/openapi/contract.ts'
import { judgeRequest } from '../src/openapi/judge-request.ts'
import { createSchemas } from '../src/openapi/schemas.ts'
import { targets } from './support/targets.ts'

const contract = readContract(qciContract)
const schemas = createSchemas(contract.document)
const namedHeaders = ['Content-Type', 'Connection', 'X-Request-Timeout-Nano']

/** A fetch that keeps what it was asked before it asks on. */
function recording(ask: (request: Request) => Promise<Response>) {
  const requests: { request: Request; body: string }[] = []
  const fetch = async (url: string | URL | Request, init?: RequestInit) => {
    const request = new Request(url, init)
    requests.push({ request, body: await request.clone().text() })
    return ask(request)
  }
  return { requests, fetch }
}

describe.each(targets)('AuthClient and $name', ({ open }) => {
  test('understand each other', async () => {
    await using target = await open()
    using client = new AuthClient({
      url: target.url,
      apiToken: target.apiToken,
      env: {},
      fetch: (url, init) => target.fetch(new Request(url, init)),
    })
    await expect(client.getHeaders()).resolves.toMatchObject({
      Authorization: expect.stringMatching(/^Bearer mock\./) as string,
    })
    await expect(client.getAccessTokensHealth()).resolves.toHaveProperty('message')
    await expect(client.getAccessTokensVersion()).resolves.toHaveProperty('version')
    target.mock.assertClean()
  })

  test('speak as the contract says', async () => {
    await using target = await open()
    const { requests, fetch } = recording((request) => target.fetch(request))
    using client = new AuthClient({
      url: target.url,
      apiToken: target.apiToken,
      timeoutMs: 2_500,
      env: {},
      fetch,
    })
    await Promise.all([
      client.getAccessToken(),
      client.postAccessTokens(),
      client.getAccessTokensHealth(),
      client.getAccessTokensVersion(),
    ])
    expect(requests).toHaveLength(4)
    for (const { request, body } of requests) {
      const { method, headers } = request
      const path = new URL(request.url).pathname
      const operation = contract.operations.find((one) => one.method === method && one.path === path)
      const parts = {
        method,
        target: path,
        headers,
        body: body === '' ? undefined : new TextEncoder().encode(body),
      }
      expect(operation).toBeDefined()
      expect(judgeRequest(contract, schemas, operation!, parts)).toEqual([])
    }
  })
})

describe('AuthClient speaks as the Python original was heard to', () => {
  const connect = (
    heard: { baseUrlSuffix: string; timeoutSeconds: number | null },
    fetch?: typeof globalThis.fetch,
  ) =>
    new AuthClient({
      url: `http://127.0.0.1${heard.baseUrlSuffix}`,
      apiToken: capture.apiToken,
      timeoutMs: heard.timeoutSeconds === null ? undefined : heard.timeoutSeconds * 1_000,
      env: {},
      fetch,
    })

  test.each(capture.captures)('in its headers, with a timeout of $timeoutSeconds s', (heard) => {
    expect(connect(heard).headersWithoutAuthorization).toEqual(heard.headersWithoutAuthorization)
  })

  const withRequests = capture.captures.filter(({ requests }) => requests !== undefined)
  test.each(withRequests)('at "$baseUrlSuffix" with a timeout of $timeoutSeconds s', async (heard) => {
    const answer = {
      access_token: 'a',
      expires_at_rfc3339: '2099-12-31T23:59:59Z',
      message: 'm',
      application_name: 'n',
      version: 'v',
    }
    const { requests, fetch } = recording(() => Promise.resolve(Response.json(answer)))
    using client = connect(heard, fetch)
    await client.postAccessTokens()
    await client.getAccessTokensHealth()
    await client.getAccessTokensVersion()
    const spoken = requests.map(({ request, body }) => ({
      method: request.method,
      path: new URL(request.url).pathname,
      headers: Object.fromEntries(
        namedHeaders.flatMap((name) =>
          request.headers.has(name) ? [[name, request.headers.get(name)]] : [],
        ),
      ),
      body: toJson(body),
    }))
    expect(spoken).toEqual(heard.requests?.map((request) => ({ ...request, body: toJson(request.body) })))
  })
})

/** Python puts a space after the colon: the JSON is the same, its text is not. */
function toJson(body: string): unknown {
  return body && (JSON.parse(body) as unknown)
}
