import type { Fault, FaultHandle } from '../../faults/fault.ts'
import type { Faults, QueuedFault } from '../../faults/fault-queue.ts'
import type { Mask } from '../../journal/mask.ts'
import { AdminError } from './error.ts'
import { addPreset } from './presets.ts'

/** Adds the fault or preset that JSON describes, or a list of them. If one of a list is invalid, none is added. */
export function addFaults(faults: Faults, body: unknown): object {
  if (!Array.isArray(body)) return { id: addFault(faults, body).id }
  if (body.length === 0) throw new AdminError(400, 'The list of faults is empty')
  const added: FaultHandle[] = []
  try {
    for (const fault of body) added.push(addFault(faults, fault))
  } catch (error) {
    for (const fault of added) fault.remove()
    throw error
  }
  return added.map(({ id }) => ({ id }))
}

function addFault(faults: Faults, body: unknown): FaultHandle {
  if (typeof body !== 'object' || body === null) throw new AdminError(400, 'A fault must be a JSON object')
  if ('preset' in body) return addPreset(faults, { ...body })
  const { kind, forMs } = body as { kind?: unknown; forMs?: unknown }
  if (kind === 'refuse' && forMs === undefined) {
    throw new AdminError(400, 'The fault refuse requires forMs here: it makes the admin API unreachable, too')
  }
  return faults.add(body as Fault)
}

/** A fault without tokens: it may match or send one. */
export function toShownFault(fault: QueuedFault, mask: Mask): object {
  const shown = mask.json(fault) as object
  const sent = 'headers' in fault && fault.headers
  return {
    ...shown,
    ...(fault.header && { header: mask.headers(fault.header) }),
    ...(sent && { headers: mask.headers(sent) }),
  }
}
