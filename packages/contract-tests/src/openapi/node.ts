/** A node of an OpenAPI document. */
export type Node = Readonly<Record<string, unknown>>

/** A node, where it is, and how sure the document is of it. */
export interface Located {
  readonly node: Node
  /** JSON pointer segments of where it is, references followed. */
  readonly pointer: readonly string[]
  /** Whether it, or something that it is part of, carries `x-certainty: assumed`. */
  readonly isAssumed: boolean
}

/** Whether a value is an object of JSON. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether the document says of this node that nobody has confirmed it. */
export function isMarkedAssumed(node: unknown): boolean {
  return isNode(node) && node['x-certainty'] === 'assumed'
}

/**
 * Finds a node by its pointer, following references on the way.
 *
 * @throws TypeError when it is not there, or a reference leads out of the document.
 */
export function locate(document: Node, pointer: readonly string[]): Located {
  let found: Located = { node: document, pointer: [], isAssumed: false }
  for (const key of pointer) found = follow(document, step(found, key))
  return found
}

/** The node below another; `undefined` when there is none. */
export function locateChild(document: Node, parent: Located, key: string): Located | undefined {
  return key in parent.node ? follow(document, step(parent, key)) : undefined
}

/** The nodes below another, by their names. */
export function locateChildren(
  document: Node,
  parent: Located | undefined,
  key: string,
): [string, Located][] {
  const child = parent && locateChild(document, parent, key)
  if (!child || typeof child.node !== 'object') return []
  return Object.keys(child.node).map((name) => [name, follow(document, step(child, name))])
}

function step({ node, pointer, isAssumed }: Located, key: string): Located {
  if (typeof node !== 'object' || node === null || !(key in node)) {
    throw new TypeError(`The document has nothing at ${[...pointer, key].join(' > ')}`)
  }
  const child = node[key] as Node
  return { node: child, pointer: [...pointer, key], isAssumed: isAssumed || isMarkedAssumed(child) }
}

function follow(document: Node, found: Located): Located {
  const reference = isNode(found.node) ? found.node['$ref'] : undefined
  if (typeof reference !== 'string') return found
  if (!reference.startsWith('#/')) {
    throw new TypeError(`The reference ${reference} leads out of the document: bundle it first`)
  }
  const target = locate(document, reference.slice(2).split('/').map(fromSegment))
  return { ...target, isAssumed: target.isAssumed || found.isAssumed }
}

/** One segment of a JSON pointer as a URI fragment (RFC 6901 section 6). */
export function toSegment(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))
}

function fromSegment(segment: string): string {
  return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')
}
