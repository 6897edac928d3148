import type { FaultHandle } from '../../faults/fault.ts'
import type { FaultPresets, PresetConditions } from '../../faults/presets.ts'
import { AdminError } from './error.ts'
import { takeFields } from './take-fields.ts'

type Times = number | 'forever'

/** The fields that limit every preset. Their values are checked when the fault is added. */
const CONDITIONS = { operation: 'any', path: 'any', method: 'any', tokenRef: 'any', header: 'any' } as const

/** The presets with their parameters as JSON fields. */
const presets: Readonly<
  Record<string, (faults: FaultPresets, body: Readonly<Record<string, unknown>>) => FaultHandle>
> = {
  rateLimited(faults, body) {
    const fields = takeFields(body, { n: 'any', retryAfter: 'any', ...CONDITIONS })
    const { n = 1, retryAfter = 1, ...only } = fields
    return faults.rateLimited(n as Times, retryAfter as number | string, only as PresetConditions)
  },
  outage(faults, body) {
    const { n = 1, ...only } = takeFields(body, { n: 'any', ...CONDITIONS })
    return faults.outage(n as Times, only as PresetConditions)
  },
  flaky(faults, body) {
    const { seed = 1, p = 0.5, ...only } = takeFields(body, { seed: 'number', p: 'number', ...CONDITIONS })
    return faults.flaky(seed, p, only as PresetConditions)
  },
  skewed(faults, body) {
    const { ms = 0, ...only } = takeFields(body, { ms: 'number', ...CONDITIONS })
    return faults.skewed(ms, only as PresetConditions)
  },
}

/** Adds the faults of a preset that JSON names: `{ "preset": "outage", "n": 3 }`. */
export function addPreset(faults: FaultPresets, body: Readonly<Record<string, unknown>>): FaultHandle {
  const { preset, ...fields } = body
  if (typeof preset === 'string' && Object.hasOwn(presets, preset)) return presets[preset]!(faults, fields)
  throw new AdminError(400, `preset must be one of ${Object.keys(presets).join(', ')}`)
}
