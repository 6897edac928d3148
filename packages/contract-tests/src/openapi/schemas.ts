import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

import { isMultipleOf } from './multiple-of.ts'
import { isMarkedAssumed, isNode, toSegment } from './node.ts'
import type { Located, Node } from './node.ts'

/** Which way a value goes: `readOnly` fields are not to be sent, `writeOnly` ones do not come back. */
export type Direction = 'request' | 'response'

/** What is wrong with a value. Quotes the schema, never the value. */
export interface SchemaProblem {
  /** Where in the value, as a JSON pointer; empty for all of it. */
  readonly where: string
  readonly what: string
  /** Names the rule that was broken, wherever in a value: the same for each level of a nested one. */
  readonly rule: string
  /** Whether the rule that was broken is only assumed. */
  readonly isAssumed: boolean
}

/** Holds values against the schemas of a document: JSON Schema 2020-12, formats asserted. */
export interface Schemas {
  judge(schema: Located, value: unknown, direction: Direction): SchemaProblem[]
}

/**
 * Holds a text that may stand for several values (`1`: a number or a text) against a schema: nothing is wrong
 * when one of them is allowed.
 *
 * @returns Else what is wrong with the reading that has at least the right type.
 */
export function judgeReadings(
  schemas: Schemas,
  schema: Located,
  readings: readonly unknown[],
  direction: Direction,
): SchemaProblem[] {
  const verdicts = readings.map((reading) => schemas.judge(schema, reading, direction))
  if (verdicts.some((problems) => problems.length === 0)) return []
  const isOfType = (problems: readonly SchemaProblem[]): boolean =>
    !problems.some(({ rule }) => rule.split(' ')[1] === 'type')
  return verdicts.find(isOfType) ?? verdicts.at(-1) ?? []
}

/** Compiles the schemas of a document as they are needed. */
export function createSchemas(document: Node): Schemas {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    verbose: true,
    logger: false,
  })
  addFormats.default(ajv)
  ajv.removeKeyword('multipleOf').addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    schemaType: 'number',
    validate: (step: number, value: number) => isMultipleOf(value, step),
    error: { message: ({ schema }) => `must be a multiple of ${String(schema)}` },
  })
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

  const numbers = new Map<unknown, number>()
  const toRule = ({ keyword, parentSchema, params }: ErrorObject): string => {
    if (!numbers.has(parentSchema)) numbers.set(parentSchema, numbers.size)
    const { missingProperty = '' } = params as { missingProperty?: string }
    return `${numbers.get(parentSchema)} ${keyword} ${missingProperty}`
  }

  return {
    judge({ pointer, isAssumed }, value, direction) {
      const validate = ajv.getSchema(`${idOf(direction)}#/${pointer.map(toSegment).join('/')}`)
      if (!validate) throw new TypeError(`The document has no schema at ${pointer.join(' > ')}`)
      if (validate(value)) return []
      return dropBranches(validate.errors ?? []).map((error) => ({
        ...toProblem(error, isAssumed),
        rule: toRule(error),
      }))
    },
  }
}

const idOf = (direction: Direction): string => `https://contract.test/${direction}.json`

/** What no branch of an alternative allows is one problem, not one for each branch. */
function dropBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const alternatives = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf')
  return errors.filter(
    ({ schemaPath, instancePath }) =>
      !alternatives.some(
        (whole) =>
          schemaPath.startsWith(`${whole.schemaPath}/`) && instancePath.startsWith(whole.instancePath),
      ),
  )
}

function toProblem(error: ErrorObject, isAssumed: boolean): Omit<SchemaProblem, 'rule'> {
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
        : message.replace(/ \(items ##.*\)$/, ''),
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
