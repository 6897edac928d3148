import { expect, test } from 'vitest'

import { qciContract } from '../src/contract.ts'
import { listContractProblems } from '../src/gate.ts'
import { isMarkedAssumed, isNode } from '../src/openapi/node.ts'

/** The contract with a text of it replaced. */
function brokenBy(text: string, replacement: string): Parameters<typeof listContractProblems>[0] {
  const whole = JSON.stringify(qciContract)
  expect(whole).toContain(text)
  return JSON.parse(whole.replace(text, replacement)) as typeof qciContract
}

test('the contract compiles strictly, and every example is what its schema allows', () => {
  expect(listContractProblems(qciContract)).toEqual([])
})

test.each([
  ['a keyword that is misspelt', '"minLength":1', '"minLenght":1'],
  ['a type that does not exist', '"type":"string","pattern"', '"type":"strng","pattern"'],
  ['a pattern that is none', '"^[0-9]+$"', '"^[0-9+$"'],
  ['a reference to nothing', '#/components/schemas/Health"', '#/components/schemas/Wealth"'],
  ['an example without a field', '"token_type":"Bearer",', ''],
  ['an example of a parameter', '"value":"2500000000"', '"value":"2.5"'],
  ['an example of a request', '{"refresh_token":"example-api-token"}', '{"refresh_token":""}'],
  ['a word of OpenAPI 3.0', '"minLength":1', '"nullable":true'],
  [
    'a dialect',
    '"openapi":"3.1.1"',
    '"openapi":"3.1.1","jsonSchemaDialect":"https://json-schema.org/draft/2020-12/schema"',
  ],
])('%s is found', (_, text, replacement) => {
  expect(() => {
    const problems = listContractProblems(brokenBy(text, replacement))
    if (problems.length > 0) throw new Error(problems.join('\n'))
  }).toThrow(/./)
})

/** The nodes that are assumed as a whole, each with the descriptions of itself and of what it is part of. */
function listAssumed(node: unknown, path = '', around: readonly string[] = []): [string, string[]][] {
  if (!isNode(node)) return []
  const described = [...around, String(node['description'])]
  return [
    ...(isMarkedAssumed(node) ? [[path, described.slice(-2)] satisfies [string, string[]]] : []),
    ...Object.entries(node).flatMap(([key, child]) => listAssumed(child, `${path}/${key}`, described)),
  ]
}

test('what is marked as assumed says in words what that is, there or one level above', () => {
  const assumed = listAssumed(qciContract)
  expect(assumed.length).toBeGreaterThan(5)
  const silent = assumed.filter(([, texts]) => !texts.some((text) => text.includes('**Assumed:**')))
  expect(silent.map(([path]) => path)).toEqual([])
})
