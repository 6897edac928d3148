import { AdminError } from './error.ts'

interface Kinds {
  string: string
  number: number
  boolean: boolean
  any: unknown
}

/**
 * Takes the fields that are known out of a JSON object.
 *
 * @throws {@link AdminError} (400) naming a field that is not known, or of another kind.
 */
export function takeFields<Fields extends Record<string, keyof Kinds>>(
  body: Readonly<Record<string, unknown>>,
  fields: Fields,
): { [Name in keyof Fields]?: Kinds[Fields[Name]] } {
  for (const [name, value] of Object.entries(body)) {
    const kind = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (kind === undefined) {
      throw new AdminError(
        400,
        `There is no field "${name}" here; there are ${Object.keys(fields).join(', ')}`,
      )
    }
    if (kind !== 'any' && typeof value !== kind) throw new AdminError(400, `${name} must be a ${kind}`)
  }
  return body as { [Name in keyof Fields]?: Kinds[Fields[Name]] }
}
