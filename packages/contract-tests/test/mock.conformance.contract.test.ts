import { describe, expect, test } from 'vitest'

import { conformance } from '../src/conformance.ts'
import { qciContract } from '../src/contract.ts'
import { toLedger } from '../src/ledger.ts'
import { readContract } from '../src/openapi/contract.ts'
import { targets } from './support/targets.ts'
import type { Target } from './support/targets.ts'

const contract = readContract(qciContract)

const ask = (target: Target, only?: string) =>
  conformance({
    baseUrl: target.url,
    fetch: target.fetch,
    tokens: { refresh_token: target.apiToken },
    ...(only !== undefined && { only }),
  })

describe.each(targets)('$name', ({ open }) => {
  test('does all that the contract says, and what it only assumes', async () => {
    await using target = await open()
    const report = await ask(target)
    expect(report.findings).toEqual([])
    expect(report.drift).toEqual([])
    expect(report.results.length).toBeGreaterThan(300)
    expect(report.leftOut).toHaveLength(2) // the two GETs with a body, which fetch does not send
  })

  test('shows every documented status of every operation, and no other', async () => {
    await using target = await open()
    const seen = [...(await ask(target)).seen]
    for (const { operationId } of contract.operations) {
      target.mock.faults.outage(1)
      seen.push(...(await ask(target, `${operationId}/example`)).seen)
    }
    const ledger = toLedger(contract, seen)
    expect(ledger.documented).toHaveLength(10)
    expect(ledger.missing).toEqual([])
    expect(ledger.undocumented).toEqual([])
  })
})

describe('the ledger', () => {
  test('names a status that nobody saw', () => {
    const seen = ['postAccessTokens 200', 'postAccessTokens 503']
    const { documented, missing } = toLedger(contract, seen)
    expect(missing).toEqual(
      documented.filter((cell) => !['postAccessTokens 200', 'postAccessTokens default'].includes(cell)),
    )
    expect(missing).toHaveLength(8)
  })

  test('names a status that is not documented, and an operation that is not', () => {
    const { undocumented } = toLedger(contract, ['postAccessTokens 201', 'nobody 200'])
    expect(undocumented).toEqual(['postAccessTokens 201', 'nobody 200'])
  })
})
