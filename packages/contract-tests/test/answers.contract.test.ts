import { describe, expect, test } from 'vitest'

import { cases } from '../src/cases.ts'
import { listOperations } from '../src/contract.ts'
import { targets } from '../src/targets.ts'
import { createContractValidator } from '../src/validator.ts'

const validator = createContractValidator()

describe.each(targets)('$name', ({ open }) => {
  test.each(cases)(
    'answers $operationId with $status as the contract says',
    async ({ operationId, expectedStatus, request }) => {
      await using target = await open()
      const operation = listOperations().find((one) => one.operationId === operationId)!
      const response = await target.fetch(request(target))
      expect(response.status).toBe(expectedStatus)
      const answer = { headers: response.headers, body: await response.text() }
      expect(validator.validateAnswer(operation, response.status, answer)).toEqual([])
    },
  )
})
