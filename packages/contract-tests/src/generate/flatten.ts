import { isNode, locate } from '../openapi/node.ts'
import type { Node } from '../openapi/node.ts'

/** How deep a schema that refers to itself is followed. */
export const MAX_DEPTH = 4

/**
 * A schema with its references followed and its `allOf` parts merged into it, as well as that can be done
 * without understanding them: what is made from it is judged before it is used.
 */
export function flatten(document: Node, schema: unknown): Node {
  if (!isNode(schema)) return schema === false ? { not: {} } : {}
  const { $ref: reference, allOf, ...own } = schema
  const target = typeof reference === 'string' ? flatten(document, resolve(document, reference)) : {}
  const parts = Array.isArray(allOf) ? allOf.map((part) => flatten(document, part)) : []
  return [...parts, own].reduce<Node>(merge, target)
}

function resolve(document: Node, reference: string): unknown {
  const segments = reference.slice(2).split('/')
  return locate(
    document,
    segments.map((segment) => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')),
  ).node
}

function merge(left: Node, right: Node): Node {
  const merged: Record<string, unknown> = { ...left, ...right }
  if (isNode(left['properties']) && isNode(right['properties'])) {
    merged['properties'] = { ...left['properties'], ...right['properties'] }
  }
  if (Array.isArray(left['required']) && Array.isArray(right['required'])) {
    merged['required'] = [...new Set([...left['required'], ...right['required']])]
  }
  for (const [key, pick] of [
    ['minimum', Math.max],
    ['minLength', Math.max],
    ['minItems', Math.max],
    ['maximum', Math.min],
    ['maxLength', Math.min],
    ['maxItems', Math.min],
  ] as const) {
    const limits = [left[key], right[key]].filter((limit) => typeof limit === 'number')
    if (limits.length > 0) merged[key] = pick(...limits)
  }
  return merged
}

/** The JSON types that a schema allows; when it names none, those that its words are about. */
export function typesOf(schema: Node): string[] {
  const { type } = schema
  if (typeof type === 'string') return [type]
  if (Array.isArray(type)) return type.map(String)
  const says = (...keys: string[]): boolean => keys.some((key) => key in schema)
  return [
    ...(says('properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties')
      ? ['object']
      : []),
    ...(says('items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems') ? ['array'] : []),
    ...(says('pattern', 'format', 'minLength', 'maxLength') ? ['string'] : []),
    ...(says('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf') ? ['number'] : []),
  ]
}
