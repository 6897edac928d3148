import * as fc from 'fast-check'

import { isNode } from '../openapi/node.ts'
import type { Located, Node } from '../openapi/node.ts'
import type { Schemas } from '../openapi/schemas.ts'
import { toArbitrary } from './arbitrary.ts'
import { flatten, MAX_DEPTH } from './flatten.ts'

/** How many values are tried for one that the schema allows. */
const TRIES = 200

/**
 * One value that a schema allows, the same each time: an example where there is one, else made up.
 *
 * @param preferred - Examples from beside the schema.
 * @returns Undefined when none can be found.
 */
export function findBaseValue(
  document: Node,
  schemas: Schemas,
  schema: Located,
  preferred: readonly unknown[] = [],
): { value: unknown } | undefined {
  const isAllowed = (value: unknown): boolean => schemas.judge(schema, value, 'request').length === 0
  const told = [...preferred, ...examplesOf(document, schema.node), fromParts(document, schema.node, 0)]
  const found = told.find((value) => value !== undefined && isAllowed(value))
  if (found !== undefined) return { value: found }
  const made = fc
    .sample(toArbitrary({ document, isPlain: true }, schema.node), { seed: 0, numRuns: TRIES })
    .find(isAllowed)
  return made === undefined ? undefined : { value: made }
}

function examplesOf(document: Node, schema: unknown): unknown[] {
  const { examples, example, default: byDefault } = flatten(document, schema)
  return [...(Array.isArray(examples) ? (examples as unknown[]) : []), example, byDefault].filter(
    (value) => value !== undefined,
  )
}

/** An object put together from the examples of all its fields; undefined where one has none. */
function fromParts(document: Node, schema: unknown, depth: number): unknown {
  const flat = flatten(document, schema)
  if ('const' in flat) return flat['const']
  if (Array.isArray(flat['enum'])) return flat['enum'][0]
  const [example] = examplesOf(document, flat)
  if (example !== undefined) return example
  if (!isNode(flat['properties'])) {
    return depth === 0
      ? undefined
      : fc.sample(toArbitrary({ document, isPlain: true }, flat), { seed: 0, numRuns: 1 })[0]
  }
  if (depth >= MAX_DEPTH) return undefined
  // one level of what is nested shows what there is to show
  const isWanted = (name: string): boolean =>
    depth < 2 || (Array.isArray(flat['required']) && flat['required'].includes(name))
  const fields = Object.entries(flat['properties'])
    .filter(([name, property]) => isWanted(name) && flatten(document, property)['readOnly'] !== true)
    .map(([name, property]) => [name, fromParts(document, property, depth + 1)] as const)
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
}
