import { inspect } from 'node:util'
import { expect, test } from 'vitest'

import { createAuthMock } from '@qci-client/auth-mock'

import { clientFaults } from './support/client-faults.ts'
import { calls, createClientUnderTest } from './support/client-under-test.ts'
import { targets } from './support/targets.ts'

/** Every fault of every target: handlers without a server cannot refuse connections. */
const pairs = targets.flatMap(({ name: target, isServer, open }) =>
  clientFaults
    .filter(({ fault }) => isServer || fault.kind !== 'refuse')
    .map((expected) => ({ target, open, ...expected })),
)
const cells = pairs.flatMap((pair) => calls.map((one) => ({ ...pair, ...one })))

/** Everything that an error and its causes show. */
function toTexts(error: unknown): string[] {
  if (error === undefined) return []
  const { cause, message, stack = '' } = error as Error
  const inspected = inspect(error, { depth: 9, showHidden: true })
  return [message, inspected, JSON.stringify(error), stack, ...toTexts(cause)]
}

test.each(cells)(
  'AuthClient.$name with fault $fault of $target ends as specified',
  async ({ open, fault, kind, call, ...expected }) => {
    await using target = await open()
    using under = createClientUnderTest(target, fault.kind === 'hang')
    target.mock.faults.add(fault.kind === 'refuse' ? fault : { times: 'forever', ...fault })
    const code = expected.codes[kind]
    const waitsMs = kind === 'exchange' ? expected.waitsMs : []
    const attempts = waitsMs.length + 1

    const [settled] = await Promise.allSettled([call(under.client)])
    const error: unknown = settled.status === 'rejected' ? settled.reason : undefined

    const facts = code === expected.codes.exchange ? expected.facts : {}
    const ofApi = code === 'ERR_QCI_AUTH_API' ? { attempts } : {}
    expect(error ?? {}).toMatchObject(code === undefined ? {} : { code, ...facts, ...ofApi })
    expect(error === undefined).toBe(code === undefined)
    expect(under.sent).toHaveLength(attempts)
    expect(under.waitsMs).toEqual(waitsMs)
    expect(under.violations).toEqual([])
    const shown = [...toTexts(error), ...under.events].join('\n')
    expect(shown).not.toContain(target.apiToken)
    expect(shown).not.toMatch(/mock\.\d+\./) // the mock's access tokens
  },
)

test.each(pairs.filter(({ fault }) => !['hang', 'redirect'].includes(fault.kind)))(
  'the low-level client sends one request with fault $fault of $target',
  async ({ open, fault, facts }) => {
    await using target = await open()
    using under = createClientUnderTest(target)
    target.mock.faults.add(fault)
    const settled = await under.lowLevel.GET('/auth/v1/access-tokens/health').then(
      ({ response, error }) => ({ status: response.status, hasError: error !== undefined }),
      () => 'rejected',
    )
    const breaks = ['reset', 'truncate', 'malformedJson', 'refuse'].includes(fault.kind)
    const { status = 200 } = facts as { status?: number }
    expect(settled).toEqual(breaks ? 'rejected' : { status, hasError: status >= 400 })
    expect(under.sent).toHaveLength(1)
  },
)

test('AuthClient is tested with every kind of fault that the mock has', () => {
  const { faults } = createAuthMock()
  const tested = [...new Set(clientFaults.map(({ fault }) => fault.kind))].toSorted()
  // The message about an unknown kind lists all of them.
  let message = ''
  try {
    faults.add({ kind: 'unknown' } as never)
  } catch (error) {
    message = (error as Error).message
  }
  const kinds = message.replace('The field kind must be one of ', '').split(', ').toSorted()
  expect(tested).toEqual(kinds)
})
