import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

import type { Node } from './document.ts'

/** A rule of the contract that a request or response breaks. Quotes the contract, never the value. */
export interface Violation {
  /** For people: `body at /refresh_token must be string`. */
  readonly message: string
  /** Identifies the rule: equal for two values that break the same rule. */
  readonly rule: string
  /** Whether the contract marks the rule `x-certainty: assumed`. */
  readonly isAssumed: boolean
}

/**
 * Validates a value that `owner` names: JSON Schema 2020-12, formats asserted.
 *
 * @throws Error when the schema does not compile in ajv's strict mode.
 */
export type Validator = (owner: string, schema: Node, value: unknown) => Violation[]

/** Creates a validator that compiles each schema once. */
export function createValidator(isAssumed: (node: unknown) => boolean): Validator {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true, verbose: true, logger: false })
  addFormats.default(ajv)
  ajv.addVocabulary(['x-certainty']).removeKeyword('nullable') // a keyword of OpenAPI 3.0
  const dateTime = ajv.formats['date-time'] as { validate: (text: string) => boolean }
  ajv.addFormat('date-time', {
    type: 'string',
    validate: (text: string) => /^.{10}T/i.test(text) && dateTime.validate(text), // ajv-formats allows a space
  })
  const schemas: unknown[] = []
  const numberOf = (schema: unknown): number => {
    if (!schemas.includes(schema)) schemas.push(schema)
    return schemas.indexOf(schema)
  }

  return (owner, schema, value) => {
    const validate = ajv.compile(schema)
    if (validate(value)) return []
    return (validate.errors ?? []).map(({ keyword, instancePath, message, params, parentSchema }) => {
      const { missingProperty: missing } = params as { missingProperty?: string }
      const pointer = missing === undefined ? instancePath : `${instancePath}/${missing}`
      return {
        message: `${owner}${pointer && ` at ${pointer}`} ${missing === undefined ? message : 'is missing'}`,
        rule: `${owner} ${numberOf(parentSchema)} ${keyword} ${missing}`,
        isAssumed: isAssumed(schema) || isAssumed(parentSchema),
      }
    })
  }
}
