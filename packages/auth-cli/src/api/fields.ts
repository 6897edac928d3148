import { usageError } from '../errors/command-error.ts'

/**
 * Builds the JSON object of `--field` and `--json-field`.
 *
 * @throws CommandError (usage) that shows no value.
 */
export function parseFields({
  texts,
  values,
}: {
  texts: readonly string[]
  values: readonly string[]
}): Record<string, unknown> {
  const fields = [
    ...texts.map((field) => split(field, '--field', 'name=text')),
    ...values.map((field) => {
      const [name, json] = split(field, '--json-field', 'name=JSON')
      return [name, parseJson(json)] as const
    }),
  ]
  return Object.fromEntries(fields)
}

function split(field: string, flag: string, form: string): readonly [string, string] {
  const index = field.indexOf('=')
  if (index > 0) return [field.slice(0, index), field.slice(index + 1)]
  throw usageError(`${flag} must have the form ${form}.`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw usageError(
      '--json-field: the value is not JSON.',
      `Put text in quotes: 'name="text"', or use --field.`,
    )
  }
}
