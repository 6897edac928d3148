import { describe, expect, test } from 'vitest'

import { conformance } from '../src/conformance.ts'
import { API_TOKEN, createAuthServer } from './support/auth-server.ts'
import type { AuthServerFault } from './support/auth-server.ts'
import { plantedFaults } from './support/planted-faults.ts'

const ask = (fault: AuthServerFault = {}, options: { seed?: number; only?: string } = {}) =>
  conformance({
    baseUrl: 'http://api.test',
    fetch: createAuthServer(fault),
    tokens: { refresh_token: API_TOKEN },
    ...options,
  })

describe('a server with one fault gives the findings of that fault and no other', () => {
  test.each(plantedFaults)('$name', async ({ fault, found }) => {
    const { findings, ok } = await ask(fault)
    expect(ok).toBe(false)
    const seen = findings.map(({ check, message }) => `${check}: ${message}`)
    expect(seen.toSorted()).toEqual(found.map((finding) => finding.join(': ')).toSorted())

    // the first case of each shows it alone
    for (const { check, cases } of findings.slice(0, 1)) {
      const alone = await ask(fault, { only: cases[0]! })
      expect(alone.results).toHaveLength(1)
      expect(alone.findings.map((finding) => finding.check)).toContain(check)
    }
  })
})

test('a server without a fault gives no finding, whatever the seed', { timeout: 60_000 }, async () => {
  const findings = []
  for (let seed = 1; seed <= 100; seed += 1) findings.push(...(await ask({}, { seed })).findings)
  expect(findings).toEqual([])
})

test('what RFC 8259 lets a server be lenient about is drift, not a finding', async () => {
  const { findings, drift } = await ask()
  expect(findings).toEqual([])
  expect(drift).toMatchObject([{ cases: ['postAccessTokens/transport/byte-order-mark'], certainty: 'taste' }])
})

test('a field that is not described is drift, not a finding', async () => {
  const { findings, drift } = await ask(
    {
      answer: async (response, { method }) =>
        method === 'GET' && response.status === 200
          ? Response.json({ ...((await response.json()) as object), region: 'eu' })
          : response,
    },
    { only: 'getAccessTokensHealth/example' },
  )
  expect(findings).toEqual([])
  expect(drift).toMatchObject([
    {
      check: 'unknown-field',
      message: 'getAccessTokensHealth: the body of 200 has the field /region, which is not described',
    },
  ])
})

test('the same seed asks the same', async () => {
  const askedWith = async (seed: number): Promise<string[]> => {
    const report = await ask({}, { seed, only: 'postAccessTokens' })
    return report.results.map(({ id, toCurl }) => `${id} ${toCurl()}`)
  }
  expect(await askedWith(7)).toEqual(await askedWith(7))
  expect(await askedWith(7)).not.toEqual(await askedWith(8))
})

test('a server that is gone is not asked on', async () => {
  let requests = 0
  const report = await conformance({
    baseUrl: 'http://api.test',
    fetch: () => {
      requests += 1
      return Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))
    },
  })
  expect(requests).toBe(3)
  expect(report.ok).toBe(false)
  expect(report.findings).toMatchObject([
    { check: 'no-answer', message: expect.stringMatching(/ECONNREFUSED$/) as string },
  ])
  expect(report.leftOut.at(-1)).toMatch(/^\d+ cases: 3 requests in a row got no answer$/)
})

test('a server that never answers is given up after its time', async () => {
  const report = await conformance({
    baseUrl: 'http://api.test',
    fetch: () => new Promise(() => {}),
    timeoutMs: 5,
    only: 'getAccessTokensHealth/example',
  })
  expect(report.findings).toMatchObject([
    { check: 'no-answer', message: 'getAccessTokensHealth gives no answer to a request: none within 5 ms' },
  ])
})

test('a case that does not exist is an error', async () => {
  await expect(ask({}, { only: 'nobody' })).rejects.toThrow('There is no case nobody')
})
