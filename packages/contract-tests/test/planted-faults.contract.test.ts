import { expect, test } from 'vitest'

import { conformance } from '../src/index.ts'
import type { ConformanceOptions } from '../src/index.ts'
import { API_TOKEN, createAuthServer } from './support/auth-server.ts'
import type { AuthServerFault } from './support/auth-server.ts'
import { plantedFaults } from './support/planted-faults.ts'

const run = (fault: AuthServerFault = {}, options: Partial<ConformanceOptions> = {}) =>
  conformance({
    baseUrl: 'http://api.test',
    fetch: createAuthServer(fault),
    tokens: { refresh_token: API_TOKEN },
    ...options,
  })

test.each(plantedFaults.map(({ fault, found }) => [found.join(', '), fault, found] as const))(
  'conformance finds in a faulty server: %s',
  async (_, fault, found) => {
    const { findings, ok } = await run(fault)
    expect(ok).toBe(false)
    expect(findings.map(({ check, message }) => `${check}: ${message}`).toSorted()).toEqual(found.toSorted())

    const [first] = findings
    const alone = await run(fault, { only: first!.cases[0]! })
    expect(alone.results).toHaveLength(1)
    expect(alone.findings.map(({ check }) => check)).toContain(first!.check)
  },
)

test('conformance finds nothing in a correct server, with any seed', { timeout: 60_000 }, async () => {
  for (let seed = 1; seed <= 50; seed += 1) expect((await run({}, { seed })).findings).toEqual([])
})

test('conformance reports leniency that RFC 8259 allows as drift', async () => {
  const { drift } = await run()
  expect(drift).toMatchObject([
    { cases: ['postAccessTokens/transport/byte-order-mark'], certainty: 'optional' },
  ])
})

test('conformance reports an undocumented field as drift', async () => {
  const withRegion: AuthServerFault = { respond: () => Response.json({ message: 'OK', region: 'eu' }) }
  const { findings, drift } = await run(withRegion, { only: 'getAccessTokensHealth/example' })
  const message = 'GET getAccessTokensHealth: body of 200 has the undocumented field /region'
  expect(findings).toEqual([])
  expect(drift).toMatchObject([{ check: 'unknown-field', message }])
})

test('conformance reports a missing path without slash as drift', async () => {
  const withoutPath: AuthServerFault = {
    respond: (response, { path }) =>
      path.endsWith('tokens') ? Response.json({ message: 'Not found' }, { status: 404 }) : response,
  }
  const { findings, drift } = await run(withoutPath, { only: 'postAccessTokens/path' })
  const message = 'POST postAccessTokens: responds 404 to a valid request (the path without its last slash)'
  expect(findings).toEqual([])
  expect(drift).toMatchObject([{ check: 'positive-rejected', message }])
})

test('conformance sends the same requests for the same seed', async () => {
  const sent = async (seed: number): Promise<string[]> => {
    const { results } = await run({}, { seed, only: 'postAccessTokens' })
    return results.map(({ id, toCurl }) => `${id} ${toCurl()}`)
  }
  expect(await sent(7)).toEqual(await sent(7))
  expect(await sent(7)).not.toEqual(await sent(8))
})

test('conformance rejects an id that no case has', async () => {
  await expect(run({}, { only: 'unknown' })).rejects.toThrow('No case has the id unknown')
})
