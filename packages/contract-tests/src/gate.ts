import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

import { readContract } from './openapi/contract.ts'
import type { MediaType } from './openapi/contract.ts'
import { isNode, toSegment } from './openapi/node.ts'
import type { Located, Node } from './openapi/node.ts'
import { createSchemas } from './openapi/schemas.ts'

/** Words of OpenAPI that JSON Schema does not know, and ours. */
const VOCABULARY = ['openapi', 'info', 'servers', 'paths', 'components', 'security', 'tags', 'x-certainty']

/**
 * What keeps a document from being a contract that machines can hold others to: a schema that does not compile
 * strictly, an example that its schema does not allow, words of another version of OpenAPI. A line each.
 */
export function listContractProblems(document: Node): string[] {
  const compiled = listSchemas(document).flatMap(({ pointer }) => compileProblems(document, pointer))
  if (compiled.length > 0) return compiled
  return [...listForeignWords(document, []), ...listWrongExamples(document)]
}

/** Every place of the document that holds a schema. */
function listSchemas(document: Node): { pointer: string[]; schema: unknown }[] {
  const found: { pointer: string[]; schema: unknown }[] = []
  const visit = (value: unknown, pointer: string[]): void => {
    if (Array.isArray(value)) value.forEach((item, index) => visit(item, [...pointer, String(index)]))
    if (!isNode(value)) return
    const isNamed = pointer.length === 2 && pointer[0] === 'components' && pointer[1] === 'schemas'
    for (const [key, child] of Object.entries(value)) {
      if (isNamed || key === 'schema') found.push({ pointer: [...pointer, key], schema: child })
      else visit(child, [...pointer, key])
    }
  }
  visit(document, [])
  return found
}

function compileProblems(document: Node, pointer: readonly string[]): string[] {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, logger: false })
  addFormats.default(ajv)
  ajv.addVocabulary(VOCABULARY)
  ajv.addSchema({ ...document, $id: 'https://contract.test/' }, undefined, undefined, false)
  try {
    ajv.getSchema(`https://contract.test/#/${pointer.map(toSegment).join('/')}`)
    return []
  } catch (error) {
    return [`${pointer.join(' > ')}: ${(error as Error).message}`]
  }
}

function listForeignWords(value: unknown, pointer: readonly string[]): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => listForeignWords(item, [...pointer, String(index)]))
  if (!isNode(value)) return []
  return Object.entries(value).flatMap(([key, child]) => {
    const place = [...pointer, key]
    // a property may be called like that
    const isName = pointer.at(-1) === 'properties'
    const isForeign = !isName && (key === 'nullable' || key === 'jsonSchemaDialect')
    return [
      ...(isForeign ? [`${place.join(' > ')}: is no word of this version`] : []),
      ...listForeignWords(child, place),
    ]
  })
}

function listWrongExamples(document: Node): string[] {
  const schemas = createSchemas(document)
  const { operations } = readContract(document)
  const judge = (
    owner: string,
    schema: Located | undefined,
    examples: readonly unknown[],
    direction: 'request' | 'response',
  ): string[] =>
    schema
      ? examples.flatMap((example) =>
          schemas
            .judge(schema, example, direction)
            .map(({ where, what }) => `${owner}: the example${where} ${what}`),
        )
      : []
  const ofContent = (
    owner: string,
    content: readonly MediaType[],
    direction: 'request' | 'response',
  ): string[] => content.flatMap(({ schema, examples }) => judge(owner, schema, examples, direction))

  const ofOperations = operations.flatMap(({ operationId, parameters, body, responses }) => [
    ...parameters.flatMap(({ name, schema, examples }) =>
      judge(`${operationId} ${name}`, schema, examples, 'request'),
    ),
    ...ofContent(`${operationId} request`, body?.content ?? [], 'request'),
    ...Object.entries(responses).flatMap(([status, { content }]) =>
      ofContent(`${operationId} ${status}`, content, 'response'),
    ),
  ])
  const ofSchemas = listSchemas(document).flatMap(({ pointer, schema }) => {
    const { examples } = (isNode(schema) ? schema : {}) as { examples?: unknown[] }
    const located = { node: schema as Node, pointer, isAssumed: false }
    return judge(pointer.join(' > '), located, examples ?? [], 'response')
  })
  return [...ofOperations, ...ofSchemas]
}
