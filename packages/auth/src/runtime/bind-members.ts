/**
 * Gives an instance own, non-enumerable copies of its class's members that work with any `this`.
 *
 * A destructured method has no `this`, and what is read through a Proxy (Vue, MobX) has the Proxy as `this`: from
 * neither can private fields be read. Each copy looks its member up again when it is used, so that overrides of
 * subclasses and spies on the prototype take effect.
 *
 * @param owner - The prototype of the class that has the private fields.
 */
export function bindMembers(instance: object, owner: object): void {
  const prototype = Object.getPrototypeOf(instance) as Record<PropertyKey, (...args: unknown[]) => unknown>
  for (const name of Reflect.ownKeys(owner)) {
    if (name === 'constructor') continue
    const call = { [name]: (...args: unknown[]) => prototype[name]!.apply(instance, args) }[name]
    const isAccessor = !!Object.getOwnPropertyDescriptor(owner, name)?.get
    // A class member called `[Symbol.dispose]` gets the name `undefined` where the runtime has no such symbol.
    // Compilers of `using` then take this one from the registry.
    Object.defineProperty(instance, name === 'undefined' ? Symbol.for('Symbol.dispose') : name, {
      configurable: true,
      ...(isAccessor
        ? { get: () => Reflect.get(prototype, name, instance) as unknown }
        : { value: call, writable: true }),
    })
  }
}
