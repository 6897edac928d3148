import { isNode } from './node.ts'
import type { Node } from './node.ts'

/**
 * Turns the words of OpenAPI 3.0 that JSON Schema writes in another way into its own: `nullable`, and
 * `exclusiveMinimum` and `exclusiveMaximum` as flags. A document of 3.1 comes back as it is.
 */
export function toOpenApi31(document: Node): Node {
  return String(document['openapi']).startsWith('3.0') ? (upgrade(document) as Node) : document
}

function upgrade(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(upgrade)
  if (!isNode(value)) return value
  const node: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, upgrade(child)]),
  )
  if (node['nullable'] === true && typeof node['type'] === 'string') {
    node['type'] = [node['type'], 'null']
    if (Array.isArray(node['enum']) && !node['enum'].includes(null)) node['enum'] = [...node['enum'], null]
  }
  for (const [flag, limit] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof node[flag] !== 'boolean') continue
    if (node[flag]) {
      node[flag] = node[limit]
      delete node[limit]
    } else delete node[flag]
  }
  return node
}
