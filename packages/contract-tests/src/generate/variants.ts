import { isNode } from '../openapi/node.ts'
import type { Node } from '../openapi/node.ts'
import { listCandidates } from './candidates.ts'
import { flatten, MAX_DEPTH } from './flatten.ts'

/** A value that differs from a base in one place. */
export interface Variant {
  /** Where and what, for the id of the case: `refresh_token/null`. */
  readonly name: string
  /** The place, as keys. */
  readonly place: readonly string[]
  readonly value: unknown
  readonly isOdd: boolean
}

/** The most places of a base value that are varied. */
const MAX_PLACES = 40

/** Every place of the base with every candidate for it. */
export function listVariants(document: Node, schema: unknown, base: unknown): Variant[] {
  return listPlaces(document, schema, base, []).flatMap(({ place, schema: local, value }) =>
    listCandidates(local, value)
      .filter((candidate) => JSON.stringify(candidate.value) !== JSON.stringify(value))
      .map((candidate) => ({
        name: [...place, candidate.name].join('/'),
        place,
        value: replaceAt(base, place, candidate.value),
        isOdd: candidate.isOdd === true,
      })),
  )
}

interface Place {
  place: readonly string[]
  schema: Node
  value: unknown
}

function listPlaces(document: Node, schema: unknown, value: unknown, place: readonly string[]): Place[] {
  const flat = flatten(document, schema)
  const here = [{ place, schema: flat, value }]
  if (place.length > MAX_DEPTH) return here
  const branches = [
    flat,
    ...['oneOf', 'anyOf'].flatMap((key) => (Array.isArray(flat[key]) ? (flat[key] as unknown[]) : [])),
  ]
  const properties = Object.assign(
    {},
    ...branches.map((branch) => flatten(document, branch)['properties']),
  ) as Node
  const below = Array.isArray(value)
    ? value.slice(0, 1).flatMap((item: unknown) => listPlaces(document, flat['items'], item, [...place, '0']))
    : isNode(value)
      ? Object.entries(value).flatMap(([name, child]) =>
          name in properties ? listPlaces(document, properties[name], child, [...place, name]) : [],
        )
      : []
  return [...here, ...below].slice(0, MAX_PLACES)
}

/** A copy of a value with another in one place. */
export function replaceAt(value: unknown, place: readonly string[], replacement: unknown): unknown {
  const [key, ...rest] = place
  if (key === undefined) return replacement
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      String(index) === key ? replaceAt(item, rest, replacement) : item,
    )
  }
  return { ...(value as Node), [key]: replaceAt((value as Node)[key], rest, replacement) }
}
