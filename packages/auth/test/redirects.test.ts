import { describe, expect, test } from 'vitest'

import { followRedirects, hasLeftOrigin } from '../src/fetch/redirects.ts'
import { HttpServer } from '@qci-client/test-support/http-server'
import type { Received } from '@qci-client/test-support/http-server'

/** A server that redirects `/from` to an address with this status, and responds to everything else. */
const startRedirecting = (status: number, location: string) =>
  HttpServer.start(({ path }, response) => {
    if (path === '/from') response.writeHead(status, { location }).end('moved')
    else response.end('arrived')
  })

const authorize = (headers?: object) => ({ authorization: 'Bearer token', ...headers })

/** Sends a request as `client.fetch` does where redirects are followed here. */
async function follow(
  url: string,
  init: RequestInit = {},
  isTrusted: (to: string) => boolean = (to) => to.startsWith(new URL(url).origin),
  send: (to: string, init: RequestInit) => Promise<Response> = fetch,
) {
  const { method = 'GET', body } = init
  const headers = authorize(init.headers)
  const sendManual = (to: string, parts: object) => send(to, { ...init, ...parts, redirect: 'manual' })
  const first = await sendManual(url, { headers })
  return followRedirects(first, { url, method, headers, body }, sendManual, isTrusted)
}

/** What of a request a redirect may change. */
const essence = ({ method, path, body, headers }: Received) => ({
  encoding: headers['content-encoding'],
  location: headers['content-location'],
  request: `${method} ${path} ${body}`,
  type: headers['content-type'],
  language: headers['content-language'],
  mine: headers['x-mine'],
  authorization: headers['authorization'],
})

const methods = ['GET', 'get', 'HEAD', 'POST', 'post', 'PUT', 'DELETE']
const statuses = [301, 302, 303, 307, 308]

describe('a request that is redirected within the API', () => {
  test.each(statuses.flatMap((status) => methods.map((method) => [status, method] as const)))(
    'a request redirected by %i within the API arrives like one of fetch itself: %s',
    async (status, method) => {
      const body = ['POST', 'post', 'PUT'].includes(method) ? { body: 'a job' } : {}
      const headers = {
        'content-encoding': 'identity',
        'content-language': 'en',
        'content-location': '/here',
        'content-type': 'text/x-job',
        'x-mine': '1',
      }
      await using server = await startRedirecting(status, '/to?part=1')
      await fetch(`${server.url}/from`, { method, ...body, headers: authorize(headers) })
      const expected = server.received.map(essence)
      const arrival = await follow(`${server.url}/from`, { method, headers, ...body })
      expect(server.received.slice(2).map(essence)).toEqual(expected)
      expect([arrival.response.status, arrival.hasLeftOrigin]).toEqual([200, false])
    },
  )

  test.each([
    [300, '/to'],
    [304, '/to'],
  ])('a response with status %i is returned although it has a location', async (status, location) => {
    await using server = await startRedirecting(status, location)
    expect((await follow(`${server.url}/from`)).response.status).toBe(status)
    expect(server.received).toHaveLength(1)
  })

  test.each([
    [302, 'REPOST', 'REPOST'],
    [302, 'POSTS', 'POSTS'],
    [303, 'FORGET', 'GET'],
    [303, 'GETS', 'GET'],
    [303, 'OVERHEAD', 'GET'],
    [303, 'head', 'head'],
  ])('after a %i the method %s becomes %s', async (status, method, next) => {
    const requested: unknown[] = []
    const send = (_: string, init: RequestInit) => {
      requested.push(init.method)
      const moved = requested.length === 1 && { status, headers: { location: '/to' } }
      return Promise.resolve(new Response(null, moved || {}))
    }
    await follow('https://api.example/from', { method }, () => true, send)
    expect(requested).toEqual([method, next])
  })

  test('a redirect without a location is returned', async () => {
    await using server = await HttpServer.start((_, response) => void response.writeHead(302).end())
    expect((await follow(server.url)).response.status).toBe(302)
  })

  test('a redirect is returned when the body can be sent only once', async () => {
    await using server = await startRedirecting(307, '/to')
    const body = new Blob(['a job']).stream()
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit
    expect((await follow(`${server.url}/from`, init)).response.status).toBe(307)
  })

  test('a redirected request is aborted by its signal', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    await using server = await HttpServer.start(({ path }, response) => {
      if (path === '/from') response.writeHead(302, { location: '/unresponsive' }).end()
      else controller.abort(reason)
    })
    await expect(follow(`${server.url}/from`, { signal: controller.signal })).rejects.toBe(reason)
  })

  test('a redirect loop ends with a TypeError after twenty redirects, as in fetch', async () => {
    await using server = await HttpServer.start(
      (_, response) => void response.writeHead(302, { location: '/on' }).end(),
    )
    await expect(follow(server.url)).rejects.toThrow(new TypeError('More than 20 redirects'))
    expect(server.received).toHaveLength(21)
  })
})

describe('a redirect to what is not HTTP', () => {
  test.each(['data:text/plain,read', 'file:///etc/hostname', 'blob:https://api.example/1'])(
    'a redirect to %s is not followed: some implementations of fetch would read it',
    async (location) => {
      const requested: string[] = []
      const send = (to: string) => {
        requested.push(to)
        return Promise.resolve(new Response(null, { status: 302, headers: { location } }))
      }
      await expect(follow('https://api.example/from', {}, () => true, send)).rejects.toThrow(TypeError)
      expect(requested).toEqual(['https://api.example/from'])
    },
  )
})

test('a response after a redirect is marked as redirected, as by fetch', async () => {
  await using server = await startRedirecting(302, '/to')
  const [redirected, direct] = [await follow(`${server.url}/from`), await follow(`${server.url}/to`)]
  expect([redirected.response.redirected, direct.response.redirected]).toEqual([true, false])
})

test('a redirect of a POST to a GET drops the length of the body', async () => {
  const requested: RequestInit[] = []
  const send = (_: string, init: RequestInit) => {
    requested.push(init)
    const moved = requested.length === 1 && { status: 303, headers: { location: '/to' } }
    return Promise.resolve(new Response(null, moved || {}))
  }
  const init = { method: 'POST', body: 'a job', headers: { 'Content-Length': '5' } }
  await follow('https://api.example/from', init, () => true, send)
  expect(requested[1]?.headers).toEqual({ authorization: 'Bearer token' })
})

describe('a request that is redirected to another origin', () => {
  test('a request redirected to another origin arrives without what the caller set for the first, as in fetch', async () => {
    await using other = await HttpServer.start((_, response) => void response.end())
    await using start = await startRedirecting(302, `${other.url}/to`)
    const headers = { Cookie: 'a=b', 'proxy-authorization': 'Basic x', HOST: 'api.example', 'x-mine': '1' }
    await fetch(`${start.url}/from`, { headers })
    await follow(`${start.url}/from`, { headers }, () => true)
    const [expected, actual] = other.received.map((received) => ({ ...received.headers }))
    expect(actual).toEqual({ ...expected, authorization: 'Bearer token' })
    expect(actual).toMatchObject({ host: new URL(other.url).host, 'x-mine': '1' })
  })

  test('a request redirected from https to http of the same host arrives without cookies: it is another origin', async () => {
    const requested: RequestInit[] = []
    const send = (_: string, init: RequestInit) => {
      requested.push(init)
      const location = requested.length === 1 && 'http://api.example:8443/to'
      return Promise.resolve(new Response(null, location ? { status: 302, headers: { location } } : {}))
    }
    await follow('https://api.example:8443/from', { headers: { cookie: 'a=b' } }, () => true, send)
    expect(requested[1]?.headers).toEqual({ authorization: 'Bearer token' })
  })

  test('a request redirected to another origin loses the token, also when it is redirected back', async () => {
    await using home = await startRedirecting(302, '/never')
    await using away = await startRedirecting(302, `${home.url}/back`)
    await using start = await startRedirecting(302, `${away.url}/from`)
    const isTrusted = (to: string) => !to.startsWith(away.url)
    expect((await follow(`${start.url}/from`, {}, isTrusted)).hasLeftOrigin).toBe(true)
    const tokens = [start, away, home].map(({ received }) => received[0]?.headers['authorization'])
    expect(tokens).toEqual(['Bearer token', undefined, undefined])
  })

  test('a request redirected to a trusted origin keeps the token', async () => {
    await using trusted = await startRedirecting(302, '/never')
    await using start = await startRedirecting(302, `${trusted.url}/to`)
    expect((await follow(`${start.url}/from`, {}, () => true)).hasLeftOrigin).toBe(false)
    expect(trusted.received[0]?.headers['authorization']).toBe('Bearer token')
  })
})

test('hasLeftOrigin is true only after a redirect to another origin', async () => {
  await using other = await HttpServer.start((_, response) => void response.end())
  await using away = await startRedirecting(302, `${other.url}/to`)
  await using within = await startRedirecting(302, '/to')
  const outcome = async (url: string, requested = url) => hasLeftOrigin(await fetch(url), requested)
  expect(await outcome(`${away.url}/from`)).toBe(true)
  expect(await outcome(`${within.url}/from`)).toBe(false)
  // A fetch that sends by way of a proxy gets the response from there, without a redirect.
  expect(await outcome(`${within.url}/to`, 'https://api.example/to')).toBe(false)
})

test('a redirect to the same host with another scheme leads to another origin', () => {
  const redirectedTo = (url: string) => ({ redirected: true, url }) as Response
  expect(hasLeftOrigin(redirectedTo('http://api.example/to'), 'https://api.example/jobs')).toBe(true)
  expect(hasLeftOrigin(redirectedTo('https://api.example/to'), 'https://api.example/jobs')).toBe(false)
})
