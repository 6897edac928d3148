import { expect, test } from 'vitest'

import type { Exchange, ServerFault } from './support/auth-server.ts'
import { runConformance } from './support/run-conformance.ts'
import { on, onText } from './support/server-faults.ts'

const run = (fault: ServerFault) => runConformance(fault, { timeoutMs: 5 })
const never: ServerFault = () => new Promise(() => {})
const fail = (code: string) => Promise.reject(new TypeError('fetch failed', { cause: { code } }))

test('a server that does not respond to invalid JSON is still tested with everything else', async () => {
  const isNotJson = ({ method, body }: Exchange): boolean => method === 'POST' && body === undefined
  const { findings, skipped, results } = await run(on(isNotJson, never))
  const message = /^POST postAccessTokens: does not respond to an invalid request \(.*\): none within 5 ms$/
  expect(findings.map((one) => one.message)).toContainEqual(expect.stringMatching(message))
  const reason = 'postAccessTokens did not respond to 3 similar requests (body is not JSON)'
  expect(skipped).toEqual([`19 cases: ${reason}`])
  expect(results.length).toBeGreaterThan(350)
})

test('a server that does not respond to one operation is still tested with the others', async () => {
  const { findings, skipped, seen } = await run(on(({ path }) => path.endsWith('version'), never))
  expect(findings).toMatchObject([{ check: 'no-response', operationId: 'getAccessTokensVersion' }])
  const reason = /^\d+ cases: getAccessTokensVersion does not respond to its plain request$/
  expect(skipped).toEqual([expect.stringMatching(reason)])
  expect(seen).toContain('getAccessTokensHealth 200')
})

test('a server that refuses connections gets one request and one plain request of each operation', async () => {
  let requests = 0
  const { findings, skipped, results } = await run(() => {
    requests += 1
    return fail('ECONNREFUSED')
  })
  expect(requests).toBe(4)
  expect(results).toHaveLength(1)
  expect(findings).toMatchObject([{ message: expect.stringMatching(/ECONNREFUSED$/) as string }])
  expect(skipped).toHaveLength(3)
})

const RESETS = ['EPIPE', 'ECONNRESET', 'UND_ERR_SOCKET']

test.each(RESETS)('a request that ends with %s is repeated once', async (code) => {
  const attempts = new Map<string, number>()
  const failFirst: ServerFault = (response, { text }) => {
    attempts.set(text, (attempts.get(text) ?? 0) + 1)
    return attempts.get(text) === 1 ? fail(code) : response
  }
  const { findings, drift } = await run(onText(/1e999|x{500000}/, failFirst))
  expect([...attempts.values()]).toEqual([2, 2])
  expect(findings).toEqual([])
  // a server may close the connection while it receives a long body: only the short one is worth a line
  const resets = drift.filter(({ check }) => check === 'no-response')
  expect(resets).toMatchObject([{ cases: ['postAccessTokens/transport/huge-number'] }])
})

test('a request whose repetition is reset, too, is a finding', async () => {
  const { findings } = await run(onText(/x{500000}/, () => fail('EPIPE')))
  const message = 'POST postAccessTokens: does not respond to a valid request (long): EPIPE'
  expect(findings).toMatchObject([{ check: 'no-response', message }])
})
