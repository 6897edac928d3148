import type { CallOptions } from './options.ts'
import { readProperty } from './read-property.ts'

/** The options of a call, as if nothing had been added to `Object.prototype`. JavaScript programs pass `null` too. */
export function readCallOptions(given: CallOptions | null | undefined): CallOptions {
  const read = <K extends keyof CallOptions>(name: K) =>
    given ? (readProperty(given, name) as CallOptions[K]) : undefined
  return { signal: read('signal'), forceRenewal: read('forceRenewal'), waitUntil: read('waitUntil') }
}
