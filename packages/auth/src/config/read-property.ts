/**
 * Reads a property of an object that somebody else made, as if nothing had been added to `Object.prototype`.
 *
 * Class instances with getters and proxies work. A property that only the last prototype of the chain has is
 * ignored: that is `Object.prototype`, of this realm or another one.
 */
export function readProperty(object: object, name: string): unknown {
  let owner: object | null = object
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner) as object | null
  const isInherited = owner !== null && owner !== object
  if (isInherited && Object.getPrototypeOf(owner) === null) return undefined
  return (object as Record<string, unknown>)[name]
}
