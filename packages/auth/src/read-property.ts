/**
 * Reads a property of an object from outside, and ignores what was added to `Object.prototype`.
 *
 * Class instances with getters, and proxies, work. A property that only the last prototype of the chain has is
 * ignored: that is the `Object.prototype` of this realm or of another.
 */
export function readProperty(object: object, name: string): unknown {
  const value = (object as Record<string, unknown>)[name]
  if (value === undefined) return undefined // most calls end here
  let owner: object | null = object
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner) as object | null
  const isInherited = owner !== null && owner !== object
  return isInherited && Object.getPrototypeOf(owner) === null ? undefined : value
}
