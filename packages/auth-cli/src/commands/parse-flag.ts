import { usageError } from '../errors/command-error.ts'

/**
 * Reads the value of a flag as a whole number.
 *
 * @throws CommandError (usage) that names the flag and shows no value.
 */
export function parseWholeNumber(
  text: string,
  { flag, min, max }: { flag: string; min: number; max: number },
): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= min && number <= max) return number
  throw usageError(`${flag} must be a whole number from ${min} to ${max}.`)
}

/** Collects the values of a flag that may be given several times. */
export function collect(text: string, previous: unknown = []): readonly string[] {
  return [...(previous as readonly string[]), text]
}
