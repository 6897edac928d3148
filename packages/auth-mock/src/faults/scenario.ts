import type { Instant } from '../util/instant.ts'
import type { Fault } from './fault.ts'
import { parseFault } from './parse-fault.ts'

/** A situation: what the mock is told at once. Plain data, also as a JSON file. */
export interface Scenario {
  /** What becomes of every API token that is known. */
  apiTokens?: 'expire' | 'revoke' | undefined
  /** How the mock's clock is set. */
  clock?: { offsetMs?: number | undefined; freezeAt?: Instant | undefined } | undefined
  /** The faults that are added, in this order. */
  faults?: readonly Fault[] | undefined
}

/** The situations that have a name. */
export type ScenarioName =
  | 'expired'
  | 'revoked'
  | 'outage'
  | 'slow'
  | 'flaky'
  | 'clockSkew'
  | 'malformed'
  | 'throttled'

/** What each name stands for. */
export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
  expired: { apiTokens: 'expire' },
  revoked: { apiTokens: 'revoke' },
  outage: { faults: [{ kind: 'status', status: 503, times: 'forever' }] },
  slow: { faults: [{ kind: 'latency', delayMs: 3_000, times: 'forever' }] },
  flaky: { faults: [{ kind: 'status', status: 503, times: 'forever', probability: 0.5, seed: 1 }] },
  clockSkew: { clock: { offsetMs: 3_600_000 } },
  malformed: { faults: [{ kind: 'malformedJson', times: 'forever' }] },
  throttled: { faults: [{ kind: 'status', status: 429, times: 3, headers: { 'retry-after': '1' } }] },
}

/**
 * Turns what a caller gave, perhaps from a file, into a {@link Scenario}.
 *
 * @throws TypeError naming the field that is wrong or not known.
 */
export function parseScenario(input: unknown): Scenario {
  const { apiTokens, clock, faults, ...rest } = toObject(input, 'A scenario')
  const { offsetMs, freezeAt, ...clockRest } = toObject(clock ?? {}, 'clock')
  const [unknown] = [...Object.keys(rest), ...Object.keys(clockRest).map((name) => `clock.${name}`)]
  if (unknown !== undefined) throw new TypeError(`A scenario has no field "${unknown}"`)
  if (apiTokens !== undefined && apiTokens !== 'expire' && apiTokens !== 'revoke') {
    throw new TypeError("apiTokens must be 'expire' or 'revoke'")
  }
  if (faults !== undefined && !Array.isArray(faults)) throw new TypeError('faults must be a list')
  return {
    apiTokens,
    clock: { offsetMs, freezeAt } as NonNullable<Scenario['clock']>,
    faults: faults?.map(parseFault),
  }
}

function toObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new TypeError(`${name} must be an object`)
}

export function toScenario(name: string): Scenario {
  if (Object.hasOwn(SCENARIOS, name)) return SCENARIOS[name as ScenarioName]
  throw new TypeError(`There is no scenario "${name}"; there are ${Object.keys(SCENARIOS).join(', ')}`)
}
