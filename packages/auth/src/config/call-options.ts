import { ConfigurationError } from '../errors/errors.ts'
import type { CallOptions } from './options.ts'
import { readProperty } from '../read-property.ts'

const NO_OPTIONS: CallOptions = { signal: undefined, forceRenewal: undefined, waitUntil: undefined }

/**
 * Reads the options of a call, and ignores what was added to `Object.prototype`. JavaScript programs may pass `null`.
 *
 * @throws {@link ConfigurationError} when a getter throws.
 */
export function readCallOptions(given: CallOptions | null | undefined): CallOptions {
  if (!given) return NO_OPTIONS // the same object for the thousands of calls that wait for one exchange
  try {
    const read = <K extends keyof CallOptions>(name: K) => readProperty(given, name) as CallOptions[K]
    return { signal: read('signal'), forceRenewal: read('forceRenewal'), waitUntil: read('waitUntil') }
  } catch {
    throw new ConfigurationError('The options of the call cannot be read: a getter throws an error.', {
      option: 'options',
    })
  }
}
