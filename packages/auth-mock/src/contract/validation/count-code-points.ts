/** The length of a string as JSON Schema counts it (`minLength`, `maxLength`): in characters, not UTF-16 units. */
export function countCodePoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
