/** Any method. */
type Method = (...args: unknown[]) => unknown

/**
 * Defines own, non-enumerable copies of a class's members on an instance. They work with any `this`.
 *
 * A destructured method has no `this`. A member that is read through a Proxy (Vue, MobX) has the Proxy as `this`.
 * Neither gives access to private fields. Each copy looks its member up again when it is used, so that overrides of
 * subclasses and spies on the prototype take effect.
 *
 * @param owner - The prototype of the class that has the private fields.
 */
export function bindMembers(instance: object, owner: object): void {
  const prototype = Object.getPrototypeOf(instance) as { readonly [name: string]: Method }
  for (const key of Reflect.ownKeys(owner)) {
    if (key === 'constructor') continue
    const name = key as string // a symbol too, which cannot be used as an index type
    // Without `Symbol.dispose`, that member has the name `undefined`. Compilers of `using` then use the registered
    // symbol.
    Object.defineProperty(instance, name === 'undefined' ? Symbol.for('Symbol.dispose') : name, {
      configurable: true,
      ...(Object.getOwnPropertyDescriptor(owner, name)?.get
        ? { get: () => Reflect.get(prototype, name, instance) as unknown }
        : {
            value: { [name]: (...args: unknown[]) => prototype[name]!.apply(instance, args) }[name],
            writable: true,
          }),
    })
  }
}
