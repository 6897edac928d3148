import { expect, test } from 'vitest'

import { cases } from '../src/cases.ts'
import { listOperations } from '../src/contract.ts'

test('every documented operation and status has a case, and no other has', () => {
  const documented = listOperations().flatMap(({ operationId, statuses }) =>
    statuses.map((status) => `${operationId} ${status}`),
  )
  expect(cases.map(({ operationId, status }) => `${operationId} ${status}`).toSorted()).toEqual(
    documented.toSorted(),
  )
})
