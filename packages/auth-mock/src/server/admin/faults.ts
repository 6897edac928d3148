import type { Fault, FaultHandle } from '../../faults/fault.ts'
import type { Faults, QueuedFault } from '../../faults/fault-queue.ts'
import type { Mask } from '../../journal/mask.ts'
import { AdminError } from './error.ts'
import { addPreset } from './presets.ts'

/** Adds the fault that JSON describes, or those of a preset that it names. */
export function addFault(faults: Faults, body: Readonly<Record<string, unknown>>): FaultHandle {
  if ('preset' in body) return addPreset(faults, body)
  if (body['kind'] === 'refuse' && body['forMs'] === undefined) {
    throw new AdminError(400, 'refuse needs forMs here: nobody could reach this API to end it')
  }
  return faults.add(body as unknown as Fault)
}

/** A fault as it may be shown: what it waits for, or sends, may be a token. */
export function toShownFault(fault: QueuedFault, mask: Mask): object {
  const shown = mask.responseBody(fault) as object
  const sent = 'headers' in fault && fault.headers
  return {
    ...shown,
    ...(fault.header && { header: mask.headers(fault.header) }),
    ...(sent && { headers: mask.headers(sent) }),
  }
}
