import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startComparedApi } from './support/compare-fetch.ts'
import type { ComparedApi } from './support/compare-fetch.ts'
import { agent, inits, inputs, redirects } from './support/fetch-arguments.ts'

let api: ComparedApi

beforeAll(async () => {
  api = await startComparedApi()
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await agent.close()
})

describe.each([
  ['the input', inputs],
  ['the init', inits],
  ['the redirect', redirects],
])('client.fetch and fetch with %s', (argument, cases) => {
  test.each(cases)(`client.fetch does the same as fetch with ${argument} (%s)`, async (_, make) => {
    const { actual, expected } = await api.compare(make)
    expect(actual).toEqual(expected)
  })
})

test('client.fetch is compared with fetch in at least 300 cases', () => {
  expect(inputs.length + inits.length + redirects.length).toBeGreaterThan(300)
})
