import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { useComparedApi } from './support/compare-fetch.ts'
import { inputs, memberValues, streams } from './support/fetch-arguments.ts'

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300)

const api = useComparedApi()

/** The ways in which an object may have members. */
const shapes: ((init: object) => object)[] = [
  (init) => init,
  (init) => Object.create(init) as object,
  (init) => Object.assign(Object.create(null) as object, init),
  (init) => new Proxy(init, {}),
  (init) => Object.assign(() => {}, init),
  (init) => {
    const getters = Object.entries(init).map(([name, value]) => [name, { get: () => value as unknown }])
    return Object.create(null, Object.fromEntries(getters) as PropertyDescriptorMap) as object
  },
]

// A wrong Content-Length breaks the connection: the server then receives the request later, or never.
const { 'Content-Length': _, ...headers } = memberValues['headers']!
const values = Object.entries({
  ...memberValues,
  headers,
  body: { ...memberValues['body'], ...streams },
}).flatMap(([member, named]) =>
  Object.entries(named).map(([name, create]) => ({
    member,
    name,
    create,
    isWrong: /^(null|5|\{\}|''|'nonsense'|symbol)$|invalid|bad|throws|not? (an? )?function/.test(name),
  })),
)

/** Members of an init. At most one is wrong: which of two `fetch` reads first is not part of the standard. */
const members = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...values.filter(({ isWrong }) => !isWrong)), { maxLength: 4 }),
    fc.option(fc.constantFrom(...values)),
  )
  .map(([right, other]) => [...right, ...(other ? [other] : [])])

test('client.fetch does the same as fetch with any combination of input and init', async () => {
  const args = fc
    .tuple(fc.constantFrom(...inputs), members, fc.constantFrom(...shapes))
    // Of an aborted form, Node 24 itself has an unhandled rejection: it cancels a stream that it has closed.
    .filter(([[input], chosen]) => {
      const names = [input, ...chosen.map(({ name }) => name)]
      return !names.some((name) => name.includes('abort')) || !names.some((name) => /form/i.test(name))
    })
  await fc.assert(
    fc.asyncProperty(args, async ([[, createInput], chosen, shape]) => {
      const { actual, expected } = await api.compare((url) => [
        createInput(url)[0],
        shape(Object.fromEntries(chosen.map(({ member, create }) => [member, create()]))),
      ])
      expect(actual).toEqual(expected)
    }),
    { numRuns },
  )
})
