import { checkLifetime } from '../util/check-lifetime.ts'
import { OPERATIONS } from '../contract/contract.ts'
import { checkNumber } from '../util/check-number.ts'
import { MAX_TIMER_MS } from '../util/sleep.ts'
import type { Fault, FaultKind } from './fault.ts'

type Check = (value: unknown, name: string) => unknown

const MAX_BODY_BYTES = 64 * 2 ** 20

const count: Check = (value, name) => checkNumber(value, name, { min: 0, integer: true })
const delay: Check = (value, name) => checkNumber(value, name, { min: 0, max: MAX_TIMER_MS })
const skew: Check = (value, name) => checkLifetime(value, name)
const status =
  (min: number): Check =>
  (value, name) =>
    checkNumber(value, name, { min, max: min === 300 ? 399 : 599, integer: true })
const object: Check = (value, name) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new TypeError(`${name} must be an object`)
}
const headerValue: Check = (value, name) => {
  if (typeof value === 'string' && /^[ -~]*$/.test(value)) return value
  throw new TypeError(`${name} must be a string of printable ASCII characters`)
}
const headers: Check = (value, name) => {
  for (const [header, text] of Object.entries(object(value, name) as object)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header))
      throw new TypeError(`${name}: "${header}" is not a header name`)
    if (/^(?:content-length|transfer-encoding|trailer)$/i.test(header)) {
      throw new TypeError(`${name}: ${header} is set from the body; use the faults truncate or drip`)
    }
    headerValue(text, `${name}.${header}`)
  }
  return value
}
const text: Check = (value, name) => {
  if (typeof value === 'string') return value
  throw new TypeError(`${name} must be a string`)
}
const json: Check = (value, name) => {
  let written: string | undefined
  try {
    written = JSON.stringify(value)
  } catch {}
  if (written !== undefined) return value
  throw new TypeError(`${name} must be JSON`)
}

const delays: Readonly<Record<string, Check>> = { delayMs: delay, jitterMs: delay }

const conditions: Readonly<Record<string, Check>> = {
  operation(value, name) {
    if (OPERATIONS.some((operation) => operation === value)) return value
    throw new TypeError(`${name} must be one of ${OPERATIONS.join(', ')}`)
  },
  path: text,
  method(value, name) {
    if (typeof value === 'string' && /^[A-Z]+$/.test(value)) return value
    throw new TypeError(`${name} must be an HTTP method in upper case`)
  },
  tokenRef: text,
  header: headers,
  skip: count,
  times: (value, name) => (value === 'forever' ? value : checkNumber(value, name, { min: 1, integer: true })),
  probability: (value, name) => checkNumber(value, name, { min: 0, max: 1 }),
  seed: (value, name) => checkNumber(value, name, { integer: true }),
  ...delays,
}

const effects: Readonly<Record<FaultKind, Readonly<Record<string, Check>>>> = {
  latency: {},
  status: { status: status(200), headers, body: json },
  reset: {},
  hang: {},
  truncate: { bytes: count },
  drip: { chunkMs: delay, chunkBytes: (value, name) => checkNumber(value, name, { min: 1, integer: true }) },
  malformedJson: {},
  wrongContentType: {},
  empty: {},
  oversize: {
    bytes: (value, name) => checkNumber(value, name, { min: 1, max: MAX_BODY_BYTES, integer: true }),
  },
  redirect: { to: headerValue, status: status(300) },
  patch: {
    body: (value, name) => json(object(value, name), name),
    omit(value, name) {
      if (Array.isArray(value) && value.every((field) => typeof field === 'string')) return value
      throw new TypeError(`${name} must be a list of field names`)
    },
  },
  lifetime: { ms: checkLifetime },
  date: {
    skewMs: skew,
    date(value, name) {
      if (value === 'absent') return value
      throw new TypeError(`${name} must be 'absent'`)
    },
  },
  refuse: { forMs: delay },
}

/** The fields of which each kind requires one. */
const required: Readonly<Partial<Record<FaultKind, readonly string[]>>> = {
  status: ['status'],
  drip: ['chunkMs'],
  redirect: ['to'],
  patch: ['body', 'omit'],
  lifetime: ['ms'],
  date: ['skewMs', 'date'],
}

/**
 * Parses a fault, which may come as JSON from the admin API.
 *
 * @throws TypeError naming the field that is wrong, missing or unknown.
 */
export function parseFault(input: unknown): Fault {
  const { kind, ...fields } = object(input, 'A fault') as Record<string, unknown> & { kind: FaultKind }
  if (!Object.hasOwn(effects, kind)) {
    throw new TypeError(`The field kind must be one of ${Object.keys(effects).join(', ')}`)
  }
  const checks: Readonly<Record<string, Check>> = {
    ...(kind === 'refuse' ? delays : conditions), // a refused connection has no operation, token or header
    ...effects[kind],
  }
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  for (const [name, value] of given) {
    if (!Object.hasOwn(checks, name))
      throw new TypeError(
        `The fault ${kind} has no field "${name}"; it has ${Object.keys(checks).join(', ')}`,
      )
    checks[name]!(value, name)
  }
  const needed = required[kind]
  if (needed && !needed.some((name) => fields[name] !== undefined)) {
    throw new TypeError(`The fault ${kind} requires ${needed.join(' or ')}`)
  }
  if (fields['probability'] !== undefined && fields['seed'] === undefined) {
    throw new TypeError('probability requires seed, so that a failing test can be repeated')
  }
  return { kind, ...Object.fromEntries(given) } as unknown as Fault
}
