import { AdminError } from './error.ts'

/** The types that fields of a JSON body can have. `any` is checked by the control that takes the value. */
interface FieldTypes {
  string: string
  number: number
  boolean: boolean
  any: unknown
}

/** The fields of a JSON body and their types. */
export type Fields = Readonly<Record<string, keyof FieldTypes>>

/**
 * Returns a JSON object when its fields are known and have the right types.
 *
 * @throws {@link AdminError} (400) naming the field that is unknown or has a wrong type.
 */
export function takeFields<Known extends Fields>(
  body: Readonly<Record<string, unknown>>,
  fields: Known,
): { [Name in keyof Known]?: FieldTypes[Known[Name]] } {
  for (const [name, value] of Object.entries(body)) {
    const type = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (type === undefined) {
      throw new AdminError(400, `Unknown field "${name}"; use ${Object.keys(fields).join(', ')}`)
    }
    if (type !== 'any' && typeof value !== type) throw new AdminError(400, `${name} must be a ${type}`)
  }
  return body as { [Name in keyof Known]?: FieldTypes[Known[Name]] }
}
