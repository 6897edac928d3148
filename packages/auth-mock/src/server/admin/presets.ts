import type { FaultHandle } from '../../faults/fault.ts'
import type { FaultPresets } from '../../faults/presets.ts'
import { AdminError } from './error.ts'
import { takeFields } from './take-fields.ts'

type Times = number | 'forever'

/** What each preset takes, under the names of its parameters. */
const presets: Readonly<
  Record<string, (faults: FaultPresets, body: Readonly<Record<string, unknown>>) => FaultHandle>
> = {
  rateLimited(faults, body) {
    const { n = 1, retryAfter = 1 } = takeFields(body, { n: 'any', retryAfter: 'any' })
    return faults.rateLimited(n as Times, retryAfter as number | string)
  },
  outage(faults, body) {
    const { n = 1 } = takeFields(body, { n: 'any' })
    return faults.outage(n as Times)
  },
  flaky(faults, body) {
    const { seed = 1, p = 0.5 } = takeFields(body, { seed: 'number', p: 'number' })
    return faults.flaky(seed, p)
  },
  skewed(faults, body) {
    const { ms = 0 } = takeFields(body, { ms: 'number' })
    return faults.skewed(ms)
  },
}

/** Adds the faults of a preset that JSON names: `{ "preset": "outage", "n": 3 }`. */
export function addPreset(faults: FaultPresets, body: Readonly<Record<string, unknown>>): FaultHandle {
  const { preset, ...fields } = body
  if (typeof preset === 'string' && Object.hasOwn(presets, preset)) return presets[preset]!(faults, fields)
  throw new AdminError(400, `preset must be one of ${Object.keys(presets).join(', ')}`)
}
