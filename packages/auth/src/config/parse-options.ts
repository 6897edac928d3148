import { ConfigurationError, isOwnError } from '../errors/errors.ts'
import type { AuthClientOptions } from './options.ts'
import { readProperty } from '../read-property.ts'
import { createUnknownOptionError } from './unknown-option.ts'

/** What a value must be, as text and as a check. */
type Rule = readonly [wanted: string, isValid: (value: unknown) => boolean]

const isObject = (value: unknown) => typeof value === 'object' && value !== null
const isFunction = (value: unknown) => typeof value === 'function'
const isText = (value: unknown) => typeof value === 'string' || value === null
const isNumber = (value: unknown, most: number) => typeof value === 'number' && value >= 0 && value <= most

const object: Rule = ['an object', isObject]
const callback: Rule = ['a function', isFunction]
const amount: Rule = ['a finite number of at least 0', (value) => isNumber(value, Number.MAX_VALUE)]

/**
 * The rule of each option. An option without a rule does not compile. Some rules accept `null`, which counts as
 * absent.
 */
const RULES: { readonly [name in keyof AuthClientOptions]-?: Rule } = {
  url: ['a string', isText],
  apiToken: ['a string or a function', (value) => isText(value) || isFunction(value)],
  timeoutMs: [
    'above 0 and at most 1e15, or Infinity',
    (value) => value === Infinity || (isNumber(value, 1e15) && value !== 0),
  ],
  expirationMarginMs: amount,
  renewAheadMs: amount,
  renewalWaitMs: amount,
  maxRetries: amount,
  allowInsecure: ['true or false', (value) => typeof value === 'boolean' || value === null],
  allowedOrigins: [
    'an array of strings',
    (value) => value === null || (Array.isArray(value) && value.every((one) => typeof one === 'string')),
  ],
  env: object,
  fetch: callback,
  clock: object,
  random: callback,
  onEvent: callback,
  sharing: callback,
  waitUntil: callback,
}

/**
 * Checks the names and types of options.
 *
 * @returns A copy without a prototype, so that properties added to `Object.prototype` are not read as options.
 * @throws {@link ConfigurationError} that names the option.
 */
export function parseOptions(given: unknown): AuthClientOptions {
  const options = Object.create(null) as Record<string, unknown>
  const names = Object.keys(RULES) as (keyof typeof RULES)[]
  let option = 'options'
  try {
    check(option, given, object)
    for (const name of Object.keys(given as object)) {
      if (!Object.hasOwn(RULES, name)) throw createUnknownOptionError(name, names)
    }
    for (const name of names) {
      option = name
      const value = readProperty(given as object, name)
      if (value !== undefined) check(name, value, RULES[name])
      options[name] = value ?? undefined
    }
    const { clock } = options as AuthClientOptions
    option = 'clock'
    for (const name of ['now', 'monotonic', 'sleep'] as const) {
      if (clock) check(`clock.${name}`, clock[name], callback)
    }
    return options
  } catch (error) {
    if (isOwnError(error)) throw error
    throw new ConfigurationError(`${option} cannot be read: its getter throws an error.`, { option })
  }
}

/** Numbers are shown. Of other values only the type is shown, because they may be secrets in the wrong place. */
function check(name: string, value: unknown, [wanted, isValid]: Rule): void {
  if (isValid(value)) return
  const isShown = value === null || (typeof value === 'number' && name !== 'url' && name !== 'apiToken')
  const seen = isShown ? String(value) : typeof value
  throw new ConfigurationError(`${name} must be ${wanted}, got ${seen}.`, { option: name, source: name })
}
