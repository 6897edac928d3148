import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'

import { readResponse } from '../src/http/read-response.ts'
import { InvalidResponseError } from '../src/errors/errors.ts'

const MIB = 1_048_576
const never = new AbortController().signal

/** A body of these chunks that does not end until it is cancelled. */
function bodyOf(chunks: readonly (string | Uint8Array)[], { ends = true } = {}) {
  const left = chunks.map((chunk) => (typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk))
  const state = { isReleased: false, left: () => left.length }
  const stream = new ReadableStream(
    {
      pull(controller) {
        const chunk = left.shift()
        if (chunk) controller.enqueue(chunk)
        else if (ends) controller.close()
        else return new Promise(() => {})
        return undefined
      },
      cancel() {
        state.isReleased = true
      },
    },
    { highWaterMark: 0 },
  )
  return Object.assign(state, { stream })
}

describe('the body of a response', () => {
  test('a body is read to its end, whatever its chunks', async () => {
    const [first, second, third] = new TextEncoder().encode('€')
    const { stream } = bodyOf([Uint8Array.of(first!), Uint8Array.of(second!, third!), ' more'])
    expect((await readResponse(new Response(stream), never)).text).toBe('€ more')
  })

  test('the text of a response without a body is empty', async () => {
    expect((await readResponse(new Response(null, { status: 204 }), never)).text).toBe('')
  })

  test('a body may be 1 MiB and no byte more', async () => {
    const whole = bodyOf(['a'.repeat(MIB)])
    expect((await readResponse(new Response(whole.stream), never)).text).toHaveLength(MIB)
    const more = bodyOf(['a'.repeat(MIB), 'b', 'c'])
    const call = readResponse(new Response(more.stream), never)
    await expect(call).rejects.toThrow(new InvalidResponseError('is larger than 1 MiB'))
    expect([more.isReleased, more.left()]).toEqual([true, 1])
  })

  test('a body of empty chunks without an end is larger than 1 MiB', async () => {
    const body = { getReader: () => ({ read: () => Promise.resolve({ value: new Uint8Array() }), cancel }) }
    const cancel = () => Promise.resolve()
    const response = { status: 200, body } as unknown as Response
    await expect(readResponse(response, never)).rejects.toThrow('is larger than 1 MiB')
  })

  test('the body of an error status is read up to 1 MiB and then released', async () => {
    const body = bodyOf(['a'.repeat(MIB), 'b', 'c'])
    const { text } = await readResponse(new Response(body.stream, { status: 500 }), never)
    expect(text).toBe('a'.repeat(MIB))
    expect([body.isReleased, body.left()]).toEqual([true, 1])
  })

  test('a body that is not UTF-8 is invalid and released, except that of an error status', async () => {
    const good = bodyOf([Uint8Array.of(0xff)], { ends: false })
    const call = readResponse(new Response(good.stream), never)
    await expect(call).rejects.toThrow(new InvalidResponseError('is not UTF-8'))
    expect(good.isReleased).toBe(true)
    const { text } = await readResponse(new Response(Uint8Array.of(0xff), { status: 500 }), never)
    expect(text).toBe('\uFFFD')
  })

  test('a body that ends within a character is not UTF-8', async () => {
    const call = readResponse(new Response(Uint8Array.of(0xe2, 0x82)), never)
    await expect(call).rejects.toThrow(new InvalidResponseError('is not UTF-8'))
  })

  test.each([300, 302, 399])('the body of a redirect of status %i is released unread', async (status) => {
    const body = bodyOf(['moved'])
    expect((await readResponse(new Response(body.stream, { status }), never)).text).toBe('')
    expect([body.isReleased, body.left()]).toEqual([true, 1])
  })

  test('the body of a 400 is read', async () => {
    expect((await readResponse(new Response('bad', { status: 400 }), never)).text).toBe('bad')
  })

  test('a body is released when its signal is aborted, before or during the reading', async () => {
    const before = bodyOf(['text'])
    await readResponse(new Response(before.stream), AbortSignal.abort())
    expect([before.isReleased, before.left()]).toEqual([true, 1])
    const controller = new AbortController()
    const during = bodyOf(['text'], { ends: false })
    const call = readResponse(new Response(during.stream), controller.signal)
    await expect.poll(during.left).toBe(0)
    controller.abort()
    await call
    expect(during.isReleased).toBe(true)
  })

  test('reading a body leaves no listener on its signal', async () => {
    const { signal } = new AbortController()
    await readResponse(new Response('text'), signal)
    await readResponse(new Response(Uint8Array.of(0xff)), signal).catch(() => {})
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })
})
