/** An object in an OpenAPI document. */
export type Node = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An OpenAPI document in which each reference is replaced by its target. */
export interface ResolvedDocument {
  readonly root: Node
  /** Whether a node of {@link root}, or a node that contains it, is marked `x-certainty: assumed`. */
  readonly isAssumed: (node: unknown) => boolean
}

/**
 * Resolves the `$ref`s of a document.
 *
 * @throws TypeError for a reference that is external, recursive or has no target.
 */
export function resolveReferences(document: Node): ResolvedDocument {
  const assumed = new WeakSet<object>()
  const resolve = (value: unknown, isParentAssumed: boolean, followed: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((item) => resolve(item, isParentAssumed, followed))
    if (!isNode(value)) return value
    const { $ref: reference, ...siblings } = value
    if (typeof reference === 'string') {
      if (followed.includes(reference)) throw new TypeError(`The reference ${reference} is recursive`)
      const target = { ...lookUp(document, reference), ...siblings }
      return resolve(target, isParentAssumed, [...followed, reference])
    }
    const isAssumed = isParentAssumed || value['x-certainty'] === 'assumed'
    const entries = Object.entries(value).map(([key, child]) => [key, resolve(child, isAssumed, followed)])
    const node = Object.fromEntries(entries) as Node
    if (isAssumed) assumed.add(node)
    return node
  }
  const root = resolve(document, false, []) as Node
  return { root, isAssumed: (node) => isNode(node) && assumed.has(node) }
}

function lookUp(document: Node, reference: string): Node {
  // RFC 6901 sections 4 and 6
  const keys = reference
    .split('/')
    .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'))
  const target = keys
    .slice(1)
    .reduce<unknown>((node, key) => (isNode(node) ? node[key] : undefined), document)
  if (keys[0] === '#' && isNode(target)) return target
  throw new TypeError(`The reference ${reference} has no target in the document`)
}
