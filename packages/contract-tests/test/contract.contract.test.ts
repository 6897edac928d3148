import { expect, test } from 'vitest'

import { qciContract } from '../src/contract.ts'
import { listContractProblems } from '../src/gate.ts'
import { readContract } from '../src/openapi/contract.ts'
import { isNode } from '../src/openapi/document.ts'
import { validateRequest } from '../src/openapi/validate-request.ts'

test('the contract compiles in strict mode, and every example is valid', () => {
  expect(listContractProblems(qciContract)).toEqual([])
})

test.each([
  ['a misspelt keyword', '"minLength":1', '"minLenght":1', /minLenght/],
  ['a type that does not exist', '"type":"string","pattern"', '"type":"strng","pattern"', /strng|type/],
  ['an invalid pattern', '"^[0-9]+$"', '"^[0-9+$"', /pattern|regular expression/],
  ['a reference without target', '#/components/schemas/Health"', '#/components/schemas/Wealth"', /no target/],
  ['an example without a field', '"token_type":"Bearer",', '', /token_type is missing/],
  ['an invalid example of a parameter', '"value":"2500000000"', '"value":"2.5"', /must match pattern/],
  [
    'an invalid example of a request',
    '{"refresh_token":"example-api-token"}',
    '{"refresh_token":""}',
    /fewer/,
  ],
  ['a keyword of OpenAPI 3.0', '"minLength":1', '"nullable":true', /nullable/],
  [
    'another dialect',
    '"openapi":"3.1.1"',
    '"openapi":"3.1.1","jsonSchemaDialect":"https://a.test"',
    /dialect/,
  ],
])('the contract gate reports %s', (_, text, replacement, message) => {
  const whole = JSON.stringify(qciContract)
  expect(whole).toContain(text)
  const broken = JSON.parse(whole.replace(text, replacement)) as typeof qciContract
  expect(() => {
    throw new Error(listContractProblems(broken).join('\n'))
  }).toThrow(message)
})

/** The paths of the nodes that are marked as assumed while neither they nor their parents say what is assumed. */
function listSilentAssumptions(node: unknown, path: string, descriptions: readonly string[]): string[] {
  if (!isNode(node)) return []
  const around = [...descriptions, String(node['description'])].slice(-2)
  const isSilent = node['x-certainty'] === 'assumed' && !around.some((text) => text.includes('**Assumed:**'))
  const below = Object.entries(node)
  return [
    ...(isSilent ? [path] : []),
    ...below.flatMap(([key, child]) => listSilentAssumptions(child, `${path}/${key}`, around)),
  ]
}

test('every node that the contract marks as assumed has a description of the assumption', () => {
  expect(JSON.stringify(qciContract).split('"x-certainty":"assumed"').length).toBeGreaterThan(5)
  expect(listSilentAssumptions(qciContract, '', [])).toEqual([])
})

test.each([
  ['POST', '{"refresh_token":"RT"}', {}, []],
  ['POST', '', {}, ['body is missing']],
  ['POST', '{}', {}, ['body at /refresh_token is missing']],
  ['POST', '\uFEFF{"refresh_token":"RT"}', {}, ['body begins with a byte order mark']],
  ['POST', '{}', { 'content-type': 'text/plain' }, ['header Content-Type must be application/json']],
  [
    'GET',
    '',
    { 'x-request-timeout-nano': '1.5' },
    ['header X-Request-Timeout-Nano must match pattern "^[0-9]+$"'],
  ],
  ['GET', '{}', {}, ['body is not documented']],
])('the validator finds what is wrong with %s %j %j: %j', (method, text, headers, messages) => {
  const contract = readContract(qciContract)
  const operation = contract.operations.find((one) => one.method === method)!
  const body = text === '' ? undefined : new TextEncoder().encode(text)
  const request = {
    headers: new Headers({ 'content-type': 'application/json; charset=utf-8', ...headers }),
    body,
  }
  expect(validateRequest(contract, operation, request).map(({ message }) => message)).toEqual(messages)
})
