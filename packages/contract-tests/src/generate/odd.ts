import { isNode } from '../openapi/node.ts'

/**
 * Whether there is something in a value that a server may well refuse, or read as something else, even where
 * the schema allows it: numbers beyond what doubles count exactly, texts with characters that nobody writes,
 * names that JavaScript has a use for.
 */
export function isOddValue(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) > 2 ** 53 || (value !== 0 && Math.abs(value) < 1e-9)
  if (typeof value === 'string') return /[\p{Cc}\p{Cs}]/u.test(value)
  if (Array.isArray(value)) return value.some(isOddValue)
  if (!isNode(value)) return false
  return Object.entries(value).some(
    ([name, child]) => name in Object.prototype || isOddValue(name) || isOddValue(child),
  )
}
