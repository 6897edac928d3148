import { describe, expect, test } from 'vitest'

import { releaseReplay, toReplay } from '../src/fetch/replay.ts'

const url = new URL('https://api.example/jobs')
const post = () => new Request(url, { method: 'POST', body: 'a job' })

describe('a request is sent again', () => {
  test.each<[string, BodyInit]>([
    ['a text', 'a job'],
    ['bytes', new Uint8Array(1)],
    ['a buffer', new ArrayBuffer(1)],
    ['a Blob', new Blob()],
    ['a form', new FormData()],
    ['parameters', new URLSearchParams()],
  ])('as it is when its body is %s', (_, body) => {
    expect(toReplay(url, { body })).toBe(url)
  })

  test('as it is when it has no body', () => {
    expect(toReplay(url, undefined)).toBe(url)
    const request = new Request(url)
    expect(toReplay(request, {})).toBe(request)
  })

  test('not at all when its body is a stream', () => {
    expect(toReplay(url, { body: new Blob().stream() })).toBeUndefined()
    expect(toReplay(post(), { body: new Blob().stream() })).toBeUndefined()
  })

  test('from a copy when it is a Request with a body, which is read once', async () => {
    const request = post()
    const replay = toReplay(request, undefined) as Request
    expect(replay).not.toBe(request)
    expect([await request.text(), await replay.text()]).toEqual(['a job', 'a job'])
  })
})

describe('a copy that was not needed', () => {
  test('is let go: nothing waits in it', async () => {
    const request = post()
    const replay = toReplay(request, undefined) as Request
    releaseReplay(replay, request)
    expect(replay.bodyUsed).toBe(true)
    expect(await request.text()).toBe('a job')
  })

  test('is not the request itself, whose body stays', async () => {
    const request = post()
    releaseReplay(request, request)
    expect(await request.text()).toBe('a job')
  })

  test('may have been sent: then there is nothing to let go', async () => {
    const request = post()
    const replay = toReplay(request, undefined) as Request
    expect(await replay.text()).toBe('a job')
    expect(() => releaseReplay(replay, request)).not.toThrow()
  })
})
