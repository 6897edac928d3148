import type { Contract, Operation } from '../openapi/contract.ts'
import { isNode } from '../openapi/node.ts'
import type { Node } from '../openapi/node.ts'
import { flatten } from '../generate/flatten.ts'

/** Credentials that the server knows, by the names of the fields, parameters or security schemes that take them. */
export type Tokens = Readonly<Record<string, string>>

/** Where in a body credentials are: fields of a name in `tokens`, or of the format `password`. */
export function findCredentials(
  document: Node,
  schema: unknown,
  value: unknown,
  tokens: Tokens,
  place: readonly string[] = [],
): string[][] {
  const { properties } = flatten(document, schema)
  if (!isNode(value) || !isNode(properties)) return []
  return Object.entries(value).flatMap(([name, child]) => {
    if (!Object.hasOwn(properties, name)) return []
    const property = flatten(document, properties[name])
    if (Object.hasOwn(tokens, name) || property['format'] === 'password') return [[...place, name]]
    return findCredentials(document, property, child, tokens, [...place, name])
  })
}

/** The headers that carry the credentials of the first security requirement that `tokens` can meet. */
export function toCredentialHeaders(
  { securitySchemes }: Contract,
  { security }: Operation,
  tokens: Tokens,
): Record<string, string> {
  const way = security.find((names) => names.every((name) => Object.hasOwn(tokens, name))) ?? []
  return Object.fromEntries(
    way.flatMap((name) => {
      const header = toHeader(securitySchemes[name], tokens[name]!)
      return header ? [header] : []
    }),
  )
}

/** The header in which a security scheme is given a credential; undefined for schemes that use none. */
export function toHeader(scheme: Node | undefined, token: string): [string, string] | undefined {
  const isBasic = String(scheme?.['scheme']).toLowerCase() === 'basic'
  switch (scheme?.['type']) {
    case 'http':
      return ['authorization', `${isBasic ? 'Basic' : 'Bearer'} ${token}`]
    case 'oauth2':
    case 'openIdConnect':
      return ['authorization', `Bearer ${token}`]
    case 'apiKey':
      if (scheme['in'] === 'header') return [String(scheme['name']).toLowerCase(), token]
      return scheme['in'] === 'cookie' ? ['cookie', `${String(scheme['name'])}=${token}`] : undefined
    default:
      return undefined
  }
}
