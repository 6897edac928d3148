import { describe, expect, test } from 'vitest'

import { useComparedApi } from './support/compare-fetch.ts'
import { inits, inputs, redirects } from './support/fetch-arguments.ts'

const api = useComparedApi()

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
