import { expect, test } from 'vitest'

import { conformance, qciContract } from '../src/index.ts'
import { toLedger } from '../src/ledger.ts'
import { readContract } from '../src/openapi/contract.ts'
import { targets } from './support/targets.ts'

const contract = readContract(qciContract)

test.each(targets)('$name conform to the contract and show every documented status', async ({ open }) => {
  await using target = await open()
  const run = (only?: string) => {
    const { url: baseUrl, apiToken, fetch } = target
    return conformance({ baseUrl, fetch, tokens: { refresh_token: apiToken }, only })
  }
  const { findings, drift, skipped, results, seen } = await run()
  expect({ findings, drift, skipped }).toEqual({ findings: [], drift: [], skipped: [] })
  expect(results.length).toBeGreaterThan(350)

  const seenInOutage: string[] = []
  for (const { operationId } of contract.operations) {
    target.mock.faults.outage(1)
    seenInOutage.push(...(await run(`${operationId}/example`)).seen)
  }
  const ledger = toLedger(contract, [...seen, ...seenInOutage])
  expect(ledger.documented).toHaveLength(10)
  expect(ledger).toMatchObject({ missing: [], undocumented: [] })
})

test('the ledger lists documented statuses that were not seen', () => {
  const { documented, missing } = toLedger(contract, ['postAccessTokens 200', 'postAccessTokens 503'])
  const seen = ['postAccessTokens 200', 'postAccessTokens default']
  expect(missing).toEqual(documented.filter((cell) => !seen.includes(cell)))
  expect(missing).toHaveLength(8)
})

test('the ledger lists seen statuses and operations that are not documented', () => {
  const { undocumented } = toLedger(contract, ['postAccessTokens 201', 'unknown 200'])
  expect(undocumented).toEqual(['postAccessTokens 201', 'unknown 200'])
})
