import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

import { isAssumed } from './document.ts'
import type { Schema } from './document.ts'

/** A rule of the contract that a request or response breaks. Quotes the contract, never the value. */
export interface Violation {
  /** For people: `body at /refresh_token must be string`. */
  readonly message: string
  /** Identifies the rule within an operation: equal for two values that break the same rule. */
  readonly rule: string
  /** Whether the contract marks the rule `x-certainty: assumed`. */
  readonly isAssumed: boolean
}

const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true, verbose: true, logger: false })
addFormats.default(ajv)
ajv.addVocabulary(['x-certainty'])
const dateTime = ajv.formats['date-time'] as { validate: (text: string) => boolean }
ajv.addFormat('date-time', {
  type: 'string',
  validate: (text: string) => /^.{10}T/i.test(text) && dateTime.validate(text), // ajv-formats allows a space
})

/**
 * Validates a value that `owner` names: JSON Schema 2020-12, formats asserted. Compiles each schema once.
 *
 * @throws Error when the schema does not compile in ajv's strict mode.
 */
export function validate(owner: string, schema: Schema, value: unknown): Violation[] {
  const isValid = ajv.compile(schema)
  if (isValid(value)) return []
  return (isValid.errors ?? []).map(({ instancePath, schemaPath, message, params, parentSchema }) => {
    const { missingProperty: missing } = params as { missingProperty?: string }
    const pointer = missing === undefined ? instancePath : `${instancePath}/${missing}`
    return {
      message: `${owner}${pointer && ` at ${pointer}`} ${missing === undefined ? message : 'is missing'}`,
      rule: `${owner} ${schemaPath} ${missing}`,
      isAssumed: isAssumed(schema) || isAssumed(parentSchema),
    }
  })
}
