/** An object in an OpenAPI document. */
export type Node = Readonly<Record<string, unknown>>

/** A JSON schema, with the keywords that cases and checks read. The validator applies all. */
export interface Schema extends Node {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly pattern?: string
  readonly format?: string
  readonly minLength?: number
  readonly maxLength?: number
}

/** Whether a value is a JSON object. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether the contract marks a node `x-certainty: assumed`. */
export function isAssumed(node: unknown): boolean {
  return isNode(node) && node['x-certainty'] === 'assumed'
}

/**
 * Replaces each `$ref` of a document by its target.
 *
 * @throws TypeError for a reference that is external or has no target.
 */
export function resolveReferences(document: Node): Node {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve)
    if (!isNode(value)) return value
    const { $ref: reference, ...siblings } = value
    if (typeof reference === 'string') return resolve({ ...lookUp(document, reference), ...siblings })
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, resolve(child)]))
  }
  return resolve(document) as Node
}

function lookUp(document: Node, reference: string): Node {
  const [root, ...keys] = reference.split('/')
  const target = keys.reduce<unknown>((node, key) => (isNode(node) ? node[key] : undefined), document)
  if (root === '#' && isNode(target)) return target
  throw new TypeError(`The reference ${reference} has no target in the document`)
}
