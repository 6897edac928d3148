import type { Instant } from '../util/instant.ts'
import type { Fault } from './fault.ts'
import { parseFault } from './parse-fault.ts'

/** A prepared state of the mock: plain data, also as a JSON file. */
export interface Scenario {
  /** What happens to every known API token. */
  apiTokens?: 'expire' | 'revoke' | undefined
  /** The setting of the mock's clock. */
  clock?: { offsetMs?: number | undefined; freezeAt?: Instant | undefined } | undefined
  /** The faults that are added, in this order. */
  faults?: readonly Fault[] | undefined
}

/** The names of the built-in scenarios. */
export type ScenarioName =
  | 'expired'
  | 'revoked'
  | 'outage'
  | 'slow'
  | 'flaky'
  | 'clockSkew'
  | 'malformed'
  | 'throttled'

/** The built-in scenarios. */
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

/** Applies scenarios. */
export interface Scenarios {
  /** The names that `play` accepts. */
  readonly names: readonly ScenarioName[]
  /**
   * Applies a scenario on top of the current state. `reset()` ends it.
   *
   * @throws TypeError naming the field that is wrong.
   */
  play(scenario: ScenarioName | Scenario): void
}

/**
 * Parses a scenario, which may come from a file.
 *
 * @throws TypeError naming the field that is wrong or unknown.
 */
export function parseScenario(input: unknown): Scenario {
  const { apiTokens, clock, faults, ...rest } = toObject(input, 'A scenario')
  const { offsetMs, freezeAt, ...clockRest } = toObject(clock ?? {}, 'clock')
  const [unknown] = [...Object.keys(rest), ...Object.keys(clockRest).map((name) => `clock.${name}`)]
  if (unknown !== undefined) {
    throw new TypeError(
      `A scenario has no field "${unknown}"; it has apiTokens, clock.offsetMs, clock.freezeAt, faults`,
    )
  }
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
  throw new TypeError(`Unknown scenario "${name}"; use one of ${Object.keys(SCENARIOS).join(', ')}`)
}
