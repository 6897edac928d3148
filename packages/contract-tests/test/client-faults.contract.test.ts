import { inspect } from 'node:util'
import { expect, test } from 'vitest'

import { calls, createClientUnderTest } from './support/client-under-test.ts'
import type { ClientUnderTest } from './support/client-under-test.ts'
import { clientFaults } from './support/client-faults.ts'
import type { ClientFault } from './support/client-faults.ts'
import { targets } from './support/targets.ts'
import type { Target } from './support/targets.ts'

/** Everything that an error and its causes show. */
function toTexts(error: unknown): string[] {
  if (error === undefined) return []
  const { cause, message, stack = '' } = error as Error
  return [
    message,
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
    stack,
    ...toTexts(cause),
  ]
}

/** The error code that a method must reject with; undefined for success. */
function expectedCode(fault: ClientFault, kind: 'exchange' | 'token' | 'other'): string | undefined {
  const { exchange, token = exchange } = fault
  const ofToken = 'token' in fault ? fault.token : token
  return { exchange, token: ofToken, other: 'other' in fault ? fault.other : ofToken }[kind]
}

/** Applies a fault to every request. */
function addLasting({ mock }: Target, { fault }: ClientFault): void {
  mock.faults.add(fault.kind === 'refuse' ? fault : { times: 'forever', ...fault })
}

/** Lets the time limit of each hanging attempt pass. */
async function passTimeLimits({ clock }: ClientUnderTest, { mock }: Target, attempts: number): Promise<void> {
  for (let count = 1; count <= attempts; count += 1) {
    await mock.journal.waitFor({ count })
    clock.reachTimeLimits()
  }
}

const pairs = targets.flatMap(({ name, isServer, open }) =>
  clientFaults
    .filter(({ fault }) => isServer || fault.kind !== 'refuse')
    .map((fault) => ({ target: name, open, fault })),
)
const cells = pairs.flatMap((pair) => calls.map((one) => ({ ...pair, ...one })))

test.each(cells)(
  'AuthClient.$name with fault "$fault.name" of $target ends as specified',
  async ({ open, fault, kind, call }) => {
    await using target = await open()
    using under = createClientUnderTest(target)
    addLasting(target, fault)
    const code = expectedCode(fault, kind)
    const waitsMs = kind === 'exchange' ? fault.waitsMs : []

    const settled = call(under).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (fault.fault.kind === 'hang') await passTimeLimits(under, target, waitsMs.length + 1)
    const error = await settled

    const facts = code === fault.exchange ? fault.facts : {}
    const attempts = code === 'ERR_QCI_AUTH_API' ? { attempts: waitsMs.length + 1 } : {}
    expect(error ?? {}).toMatchObject(code === undefined ? {} : { code, ...facts, ...attempts })
    expect(error === undefined).toBe(code === undefined)
    expect(under.sent).toHaveLength(waitsMs.length + 1)
    expect(under.clock.waitsMs).toEqual(waitsMs)
    expect(under.violations).toEqual([])
    const shown = [...toTexts(error), ...under.events].join('\n')
    expect(shown).not.toContain(target.apiToken)
    expect(shown).not.toMatch(/mock\.\d+\./)
  },
)

const statuses = targets.flatMap(({ name, open }) =>
  [408, 429, 500, 502, 503, 504].map((status) => ({ name, open, status })),
)

test.each(statuses)(
  'AuthClient.getHeaders() retries after one status $status of $name',
  async ({ open, status }) => {
    await using target = await open()
    using under = createClientUnderTest(target)
    target.mock.faults.add({ kind: 'status', status, headers: { 'retry-after': '3' } })
    await expect(under.client.getHeaders()).resolves.toHaveProperty('Authorization')
    expect(under.clock.waitsMs).toEqual([4_500])
    expect(under.sent).toHaveLength(2)
    target.mock.assertClean()
  },
)

test.each(targets)(
  'AuthClient follows a redirect in the origin of $name, with the body',
  async ({ open }) => {
    await using target = await open()
    using under = createClientUnderTest(target)
    const path = '/auth/v1/access-tokens'
    target.mock.faults.add({ kind: 'redirect', to: new URL(path, target.url).href })
    await expect(under.client.getHeaders()).resolves.toHaveProperty('Authorization')
    expect(under.sent.map((request) => request.path)).toEqual([`${path}/`, path])
    expect(under.sent[1]!.body).toBe(under.sent[0]!.body)
  },
)

test.each(targets)('AuthClient sends no request during the Retry-After of $name', async ({ open }) => {
  await using target = await open()
  using under = createClientUnderTest(target)
  target.mock.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '11' } })
  const error = { code: 'ERR_QCI_AUTH_API', status: 429 }
  await expect(under.client.getHeaders()).rejects.toMatchObject(error)
  await expect(under.client.getHeaders()).rejects.toMatchObject(error)
  expect(under.sent).toHaveLength(1)
})

test.each(targets)('AuthClient keeps its token after a 401 while $name fails', async ({ open }) => {
  await using target = await open()
  using under = createClientUnderTest(target)
  const first = await under.client.getHeaders()
  target.mock.faults.add({ kind: 'status', status: 503, times: 'forever' })
  const response = await under.client.fetch('optimization/v1/unknown')
  expect(response.status).toBe(401)
  await expect(under.client.getHeaders()).resolves.toEqual(first)
})

test.each(targets)(
  'AuthClient hides every fault of $name while a cached token is usable',
  async ({ open }) => {
    await using target = await open()
    using under = createClientUnderTest(target)
    const first = await under.client.getHeaders()
    for (const fault of clientFaults.filter((one) => !['hang', 'refuse'].includes(one.fault.kind))) {
      target.mock.faults.clear()
      addLasting(target, fault)
      await expect(under.client.getHeaders()).resolves.toEqual(first)
    }
    expect(under.sent).toHaveLength(1)
  },
)

test.each(targets)(
  'the low-level client sends one request, whatever the fault of $name',
  async ({ isServer, open }) => {
    const faults = clientFaults.filter(
      ({ name }) => !/^(hang|redirect)/.test(name) && (isServer || name !== 'refuse'),
    )
    for (const { fault, facts, name } of faults) {
      await using target = await open()
      using under = createClientUnderTest(target)
      target.mock.faults.add(fault)
      const request = under.lowLevel.GET('/auth/v1/access-tokens/health').then(
        ({ response, error }) => ({ status: response.status, hasError: error !== undefined }),
        () => 'rejected',
      )
      const breaks = ['reset', 'truncate', 'malformedJson', 'refuse'].includes(name)
      const { status = 200 } = facts as { status?: number }
      expect([name, await request]).toEqual([name, breaks ? 'rejected' : { status, hasError: status >= 400 }])
      expect(under.sent).toHaveLength(1)
    }
  },
)

test('AuthClient is tested with every kind of fault that the mock has', () => {
  expect([...new Set(clientFaults.map(({ fault }) => fault.kind))].toSorted()).toEqual(
    'date drip empty hang latency lifetime malformedJson oversize patch redirect refuse reset status truncate wrongContentType'.split(
      ' ',
    ),
  )
})
