import { expect, test } from 'vitest'

import { conformance } from '../src/index.ts'
import { operations } from '../src/openapi/contract.ts'
import { targets } from './support/targets.ts'

/** `postAccessTokens 200`, `postAccessTokens default`. */
const DOCUMENTED = operations.flatMap(({ operationId, responses }) =>
  Object.keys(responses).map((status) => `${operationId} ${status}`),
)

test.each(targets)('$name conform to the contract and show every documented status', async ({ open }) => {
  await using target = await open()
  const { url: baseUrl, apiToken, fetch, mock } = target
  const options = { baseUrl, fetch, tokens: { refresh_token: apiToken } }
  const { findings, drift, skipped, results, seen } = await conformance(options)
  expect({ findings, drift, skipped }).toEqual({ findings: [], drift: [], skipped: [] })
  expect(results.length).toBeGreaterThan(350)

  const all = new Set(seen)
  for (const { operationId } of operations) {
    mock.faults.outage(1)
    const inOutage = await conformance({ ...options, only: `${operationId}/example` })
    // the contract documents 5xx as default
    for (const line of inOutage.seen) all.add(line.replace(/5\d\d$/, 'default'))
  }
  expect(DOCUMENTED).toHaveLength(10)
  expect([...all].toSorted()).toEqual(DOCUMENTED.toSorted())
})
