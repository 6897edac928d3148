import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

import { isMarkedAssumed, isNode, toSegment } from './node.ts'
import type { Located, Node } from './node.ts'

/** Which way a value goes: `readOnly` fields are not to be sent, `writeOnly` ones do not come back. */
export type Direction = 'request' | 'response'

/** What is wrong with a value. Quotes the schema, never the value. */
export interface SchemaProblem {
  /** Where in the value, as a JSON pointer; empty for all of it. */
  readonly where: string
  readonly what: string
  /** Whether the rule that was broken is only assumed. */
  readonly isAssumed: boolean
}

/** Holds values against the schemas of a document: JSON Schema 2020-12, formats asserted. */
export interface Schemas {
  judge(schema: Located, value: unknown, direction: Direction): SchemaProblem[]
}

/** Compiles the schemas of a document as they are needed. */
export function createSchemas(document: Node): Schemas {
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true, logger: false })
  addFormats.default(ajv)
  const dateTime = ajv.formats['date-time'] as { validate: (text: string) => boolean }
  // ajv-formats lets a space stand for the T.
  ajv.addFormat('date-time', {
    type: 'string',
    validate: (text: string) => /^.{10}T/i.test(text) && dateTime.validate(text),
  })
  // A format that nobody knows says nothing.
  for (const format of collectFormats(document)) if (!(format in ajv.formats)) ajv.addFormat(format, true)
  for (const direction of ['request', 'response'] as const) {
    ajv.addSchema({ ...toDirection(document, direction), $id: idOf(direction) }, undefined, undefined, false)
  }

  return {
    judge({ pointer, isAssumed }, value, direction) {
      const validate = ajv.getSchema(`${idOf(direction)}#/${pointer.map(toSegment).join('/')}`)
      if (!validate) throw new TypeError(`The document has no schema at ${pointer.join(' > ')}`)
      if (validate(value)) return []
      return (validate.errors ?? []).map((error) => toProblem(error, isAssumed))
    },
  }
}

const idOf = (direction: Direction): string => `https://contract.test/${direction}.json`

function toProblem(error: ErrorObject, isAssumed: boolean): SchemaProblem {
  const { keyword, instancePath, message = 'is wrong', params, parentSchema } = error
  const facts = params as Record<string, unknown>
  const isMissing = keyword === 'required'
  const extra = facts['additionalProperty'] ?? facts['unevaluatedProperty']
  return {
    where: isMissing ? `${instancePath}/${String(facts['missingProperty'])}` : instancePath,
    what: isMissing
      ? 'is missing'
      : typeof extra === 'string'
        ? 'must not have fields that are not described'
        : message,
    isAssumed: isAssumed || isMarkedAssumed(parentSchema),
  }
}

function collectFormats(value: unknown, formats: Set<string> = new Set()): Set<string> {
  if (Array.isArray(value)) for (const item of value) collectFormats(item, formats)
  else if (isNode(value)) {
    if (typeof value['format'] === 'string') formats.add(value['format'])
    for (const child of Object.values(value)) collectFormats(child, formats)
  }
  return formats
}

/** Takes the fields that do not go this way out of `required`. */
function toDirection(document: Node, direction: Direction): Node {
  const omitted = direction === 'request' ? 'readOnly' : 'writeOnly'
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert)
    if (!isNode(value)) return value
    const { required, properties } = value
    const node = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, convert(child)]))
    if (!Array.isArray(required) || !isNode(properties)) return node
    const isOmitted = (name: unknown): boolean => {
      const property = properties[String(name)]
      return isNode(property) && property[omitted] === true
    }
    return { ...node, required: required.filter((name) => !isOmitted(name)) }
  }
  return convert(document) as Node
}
