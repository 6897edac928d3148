import { isNode, locate, locateChild, locateChildren } from './node.ts'
import type { Located, Node } from './node.ts'

/**
 * Finds the fields of a value that its schema does not describe, as JSON pointers. The schema may allow them:
 * they are how an API grows.
 */
export function findUnknownFields(document: Node, schema: Located, value: unknown): string[] {
  if (Array.isArray(value)) {
    const items = branchesOf(document, schema).flatMap(
      (branch) => locateChild(document, branch, 'items') ?? [],
    )
    const found = value.flatMap((item: unknown) =>
      items.flatMap((one) => findUnknownFields(document, one, item).map((field) => `/*${field}`)),
    )
    return [...new Set(found)]
  }
  if (!isNode(value)) return []
  const branches = branchesOf(document, schema)
  const described = new Map(branches.flatMap((branch) => locateChildren(document, branch, 'properties')))
  // A schema that says nothing of fields, or something of all of them, describes whatever comes.
  const saysAll = branches.some(
    ({ node }) => isNode(node['additionalProperties']) || 'patternProperties' in node,
  )
  if (described.size === 0 || saysAll) return []
  return Object.entries(value).flatMap(([name, child]) => {
    const property = described.get(name)
    if (!property) return [`/${name}`]
    return findUnknownFields(document, property, child).map((field) => `/${name}${field}`)
  })
}

/** A schema and all that it is put together from. */
function branchesOf(document: Node, schema: Located, depth = 0): Located[] {
  const { node } = locate(document, schema.pointer)
  if (!isNode(node) || depth > 8) return []
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => locateChildren(document, schema, key))
  return [schema, ...parts.flatMap(([, part]) => branchesOf(document, part, depth + 1))]
}
