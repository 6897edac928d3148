import { expect, test } from 'vitest'

import { createKnownTokens } from '../src/errors/known-tokens.ts'

const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`)

test('known tokens are the last eight of each kind', () => {
  const known = createKnownTokens()
  for (const token of numbered('api', 9)) known.addApiToken(token)
  for (const token of numbered('access', 20)) known.addAccessToken(token)
  expect(known.list()).toEqual([...numbered('api', 9).slice(-8), ...numbered('access', 20).slice(-8)])
})

test('a token that is used again counts as the latest, once', () => {
  const known = createKnownTokens()
  for (const token of [...numbered('api', 8), 'api-1', 'api-9']) known.addApiToken(token)
  expect(known.list()).toEqual([...numbered('api', 8).slice(2), 'api-1', 'api-9'])
})

test('a text longer than any valid token is not remembered', () => {
  const known = createKnownTokens()
  known.addAccessToken('x'.repeat(16_385))
  expect(known.list()).toEqual([])
  known.addAccessToken('x'.repeat(16_384))
  expect(known.list()).toHaveLength(1)
})
