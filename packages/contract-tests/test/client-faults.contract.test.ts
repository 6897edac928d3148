import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'

import type { Fault } from '@qci-client/auth-mock'

import { qciContract } from '../src/contract.ts'
import { readContract } from '../src/openapi/contract.ts'
import { judgeRequest } from '../src/openapi/judge-request.ts'
import { createSchemas } from '../src/openapi/schemas.ts'
import { cells, putClient } from './support/client-cells.ts'
import type { ClientUnderTest } from './support/client-cells.ts'
import { clientFaults, FINE } from './support/client-faults.ts'
import { targets } from './support/targets.ts'
import type { Target } from './support/targets.ts'

const contract = readContract(qciContract)
const schemas = createSchemas(contract.document)

/** Everything that an error, and what caused it, would show to somebody. */
function textsOf(error: unknown): string {
  const { cause } = (error ?? {}) as { cause?: unknown }
  const own = [String(error), inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error)]
  return [...own, (error as Error).stack ?? '', ...(cause === undefined ? [] : [textsOf(cause)])].join('\n')
}

/** What is wrong with the requests that were sent. */
function judgeSent({ sent }: ClientUnderTest): string[] {
  return sent.flatMap(({ request: { method, url, headers }, body }) => {
    const path = new URL(url).pathname
    const operation = contract.operations.find((one) => one.method === method && one.path === path)
    if (!operation) return [`${method} ${path} is no operation`]
    const bytes = body === '' ? undefined : new TextEncoder().encode(body)
    return judgeRequest(contract, schemas, operation, { method, target: path, headers, body: bytes }).map(
      ({ rule }) => rule,
    )
  })
}

/** The fault, happening to every request; a refusal of connections lasts by itself. */
const lasting = (fault: Fault): Fault => (fault.kind === 'refuse' ? fault : { times: 'forever', ...fault })

/** Lets the time be up of each request that hangs, as long as some do. */
async function passDeadlines({ clock }: ClientUnderTest, { mock }: Target, tries: number): Promise<void> {
  for (let count = 1; count <= tries; count += 1) {
    await mock.journal.waitFor({ count })
    clock.passDeadlines()
  }
}

describe.each(targets)('in front of $name', ({ name: door, open }) => {
  const possible = clientFaults.filter(({ isOfPort }) => !isOfPort || door.includes('port'))

  describe.each(possible)(
    '$name',
    ({ fault, outcome, token = outcome, other = token, facts = {}, waitsMs = [] }) => {
      test.each(cells)('$name', async ({ kind, call }) => {
        await using target = await open()
        using under = putClient(target)
        target.mock.faults.add(lasting(fault))
        const expected = { exchange: outcome, token, other }[kind]
        const waits = kind === 'exchange' ? waitsMs : []

        const answered = call(under).then(
          () => undefined,
          (error: unknown) => error,
        )
        if (fault.kind === 'hang') await passDeadlines(under, target, waits.length + 1)
        const error = await answered

        const seen: unknown = error ?? { code: FINE }
        expect(seen).toMatchObject({
          code: expected,
          ...(expected === outcome && facts),
          // only an exchange makes more than one
          ...(expected === 'ERR_QCI_AUTH_API' && { attempts: waits.length + 1 }),
        })
        expect(under.sent).toHaveLength(waits.length + 1)
        expect(under.clock.waitsMs).toEqual(waits)
        expect(judgeSent(under)).toEqual([])
        const shown = [error === undefined ? '' : textsOf(error), ...under.told].join('\n')
        expect(shown).not.toContain(target.apiToken)
        expect(shown).not.toMatch(/mock\.\d+\./)
      })
    },
  )

  test.each([429, 500, 502, 503, 504, 408])('an exchange outlives a single %i', async (status) => {
    await using target = await open()
    using under = putClient(target)
    target.mock.faults.add({ kind: 'status', status, headers: { 'retry-after': '3' } })
    await expect(under.client.getHeaders()).resolves.toHaveProperty('Authorization')
    expect(under.clock.waitsMs).toEqual([3_000])
    expect(under.sent).toHaveLength(2)
    target.mock.assertClean()
  })

  test('while a usable token is held, no fault of the API reaches a caller', async () => {
    await using target = await open()
    using under = putClient(target)
    const first = await under.client.getHeaders()
    for (const { fault } of possible.filter(({ fault: { kind } }) => kind !== 'hang' && kind !== 'refuse')) {
      target.mock.faults.clear()
      target.mock.faults.add(lasting(fault))
      await expect(under.client.getHeaders()).resolves.toEqual(first)
    }
    expect(under.sent).toHaveLength(1)
  })

  describe('the low-level client', () => {
    test.each(possible.filter(({ facts }) => facts?.['status'] !== undefined && facts['status'] !== 307))(
      'gives the answer of "$name" as it is, after one request',
      async ({ fault, facts }) => {
        await using target = await open()
        using under = putClient(target)
        target.mock.faults.add(fault)
        const { data, error, response } = await under.lowLevel.GET('/auth/v1/access-tokens/health')
        expect(response.status).toBe(facts!['status'])
        expect(error).toBeDefined()
        expect(data).toBeUndefined()
        expect(under.sent).toHaveLength(1)
      },
    )

    test.each(possible.filter(({ name }) => ['reset', 'truncate', 'malformedJson', 'refuse'].includes(name)))(
      'rejects for "$name", after one request',
      async ({ fault }) => {
        await using target = await open()
        using under = putClient(target)
        target.mock.faults.add(fault)
        await expect(under.lowLevel.GET('/auth/v1/access-tokens/health')).rejects.toBeInstanceOf(Error)
        expect(under.sent).toHaveLength(1)
      },
    )
  })
})

test('no kind of fault is left out', () => {
  const kinds = new Set(clientFaults.map(({ fault }) => fault.kind))
  expect([...kinds].toSorted()).toEqual([
    'date',
    'drip',
    'empty',
    'hang',
    'latency',
    'lifetime',
    'malformedJson',
    'oversize',
    'patch',
    'redirect',
    'refuse',
    'reset',
    'status',
    'truncate',
    'wrongContentType',
  ])
})
