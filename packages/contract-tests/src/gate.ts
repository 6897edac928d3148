import { readContract } from './openapi/contract.ts'
import { isNode, resolveReferences } from './openapi/document.ts'
import type { Node } from './openapi/document.ts'
import { createValidator } from './openapi/validator.ts'

/**
 * Lists the problems that make a document unusable as a contract, a line each: a schema that does not compile
 * strictly, an example that its schema does not allow.
 *
 * @throws TypeError for a document that {@link readContract} rejects.
 */
export function listContractProblems(document: Node): string[] {
  readContract(document)
  const { root, isAssumed } = resolveReferences(document)
  return listSchemas(root, []).flatMap(({ place, schema, examples }) => {
    try {
      const validate = createValidator(isAssumed)
      validate(place, schema, undefined) // compiles the schema, also where there is no example
      return examples.flatMap((one) =>
        validate(`${place}: the example`, schema, one).map(({ message }) => message),
      )
    } catch (error) {
      return [`${place}: ${(error as Error).message}`]
    }
  })
}

interface SchemaWithExamples {
  readonly place: string
  readonly schema: Node
  readonly examples: readonly unknown[]
}

/** Every schema of the document, with the examples in it and beside it. */
function listSchemas(value: unknown, path: readonly string[]): SchemaWithExamples[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => listSchemas(item, [...path, `${index}`]))
  if (!isNode(value)) return []
  return Object.entries(value).flatMap(([key, child]) => {
    const isSchema = key === 'schema' || path.join() === 'components,schemas' || path.at(-1) === 'properties'
    const place = [...path, key]
    const named = key === 'schema' && isNode(value['examples']) ? Object.values(value['examples']) : []
    const beside = [value, ...named].flatMap((one) => (isNode(one) ? [one['example'], one['value']] : []))
    const inside = isNode(child) && Array.isArray(child['examples']) ? (child['examples'] as unknown[]) : []
    const examples = [...beside, ...inside].filter((one) => one !== undefined)
    const own = isSchema && isNode(child) ? [{ place: place.join(' > '), schema: child, examples }] : []
    return [...own, ...listSchemas(child, place)]
  })
}
