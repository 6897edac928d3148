import { expect, test } from 'vitest'

import openapi from '@qci-client/auth-api/openapi.json' with { type: 'json' }

import { operations } from '../src/openapi/contract.ts'
import { isNode, resolveReferences } from '../src/openapi/document.ts'
import type { Schema } from '../src/openapi/document.ts'
import { validateRequest } from '../src/openapi/validate-request.ts'
import { validate } from '../src/openapi/validate.ts'

// redocly checks the other examples, the keywords and the references of the contract: `pnpm run lint:workspace`
const schemas = Object.entries(openapi.components.schemas)

test.each(schemas)('the schema %s compiles in strict mode and allows its examples', (name, schema) => {
  expect(schema.examples.length).toBeGreaterThan(0)
  expect(schema.examples.flatMap((example) => validate(name, schema as Schema, example))).toEqual([])
})

test('a schema with a misspelt keyword does not compile', () => {
  expect(() => validate('a schema', { type: 'string', minLenght: 1 }, 'text')).toThrow('minLenght')
})

test('a reference without a target in the contract is an error', () => {
  const document = { paths: { $ref: '#/components/unknown' } }
  expect(() => resolveReferences(document)).toThrow('#/components/unknown has no target')
})

/** The descriptions of each node that is marked as assumed and of the node around it. */
function listAssumptions(node: unknown, around = ''): string[] {
  if (!isNode(node)) return []
  const { description = '' } = node as { description?: string }
  const below = Object.values(node).flatMap((child) => listAssumptions(child, description))
  return node['x-certainty'] === 'assumed' ? [`${around} ${description}`, ...below] : below
}

test('every node that the contract marks as assumed has a description of the assumption', () => {
  const assumptions = listAssumptions(openapi)
  expect(assumptions.length).toBeGreaterThan(5)
  for (const descriptions of assumptions) expect(descriptions).toContain('**Assumed:**')
})

test('the validator finds undocumented, missing and invalid parts of a request', () => {
  const [POST, GET] = operations
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' })
  const validateText = (operation = POST!, text?: string) => {
    const body = text === undefined ? undefined : new TextEncoder().encode(text)
    return validateRequest(operation, { headers, body }).map(({ message }) => message)
  }
  expect(validateText(POST, '{"refresh_token":"RT"}')).toEqual([])
  expect(validateText(POST)).toEqual(['body is missing'])
  expect(validateText(POST, '\uFEFF{}')).toEqual(['body begins with a byte order mark'])
  expect(validateText(GET, '{}')).toEqual(['body is not documented'])
})
