import type { OperationId } from '../contract/contract.ts'
import { createRandom, type Random } from '../util/random.ts'
import { MAX_TIMER_MS } from '../util/sleep.ts'
import type { Fault, FaultHandle } from './fault.ts'
import { parseFault } from './parse-fault.ts'
import { type FaultPresets, createFaultPresets } from './presets.ts'
import { createRefusePeriods, type ConnectionControl } from './refuse-periods.ts'

/** A fault that waits for requests. */
export type QueuedFault = Fault & {
  readonly id: number
  /** How often it has happened. */
  readonly used: number
}

/** What goes wrong, first in first out. */
export interface Faults extends FaultPresets {
  /**
   * Adds a fault behind those that are there. To each request happens the first that fits, and no other.
   *
   * @throws TypeError naming what is wrong with it, or that this door cannot do it.
   */
  add(fault: Fault): FaultHandle
  /** The faults that may yet happen. */
  list(): QueuedFault[]
  /** Takes all out. */
  clear(): void
}

/** What of a request a fault can be choosy about. */
interface FaultSubject {
  operation: OperationId
  tokenRef: string | undefined
  headers: Readonly<Record<string, string>>
}

/** A fault that happens to a request. */
export type MatchedFault = QueuedFault & {
  /** For how long the answer is to be held back, in real milliseconds; for ever when it hangs. */
  readonly waitMs: number
}

/** {@link Faults}, and what the engine alone does with them. */
export interface FaultQueue extends Faults {
  /** The first fault that fits, used up by that. */
  match(subject: FaultSubject): MatchedFault | undefined
  /** Takes all out, and begins anew with their numbers and with chance. */
  reset(): void
}

interface Waiting {
  id: number
  fault: Fault
  used: number
  skip: number
  times: number
  random: Random | undefined
}

/**
 * An empty queue.
 *
 * @param seed - What the jitter follows from.
 * @param refusal - How the door refuses connections; left out where it cannot.
 */
export function createFaultQueue(seed: number, refusal: ConnectionControl | undefined): FaultQueue {
  let queue: Waiting[] = []
  let lastId = 0
  let jitter = createRandom(seed)
  const refusals = refusal && createRefusePeriods(refusal)

  function remove(id: number): void {
    queue = queue.filter((waiting) => waiting.id !== id)
    refusals?.remove(id)
  }

  function add(input: Fault): FaultHandle {
    const fault = parseFault(input)
    if (fault.kind === 'refuse' && !refusals) {
      throw new TypeError('The fault refuse needs a port: startAuthMockServer() or qci-auth-mock can do it')
    }
    lastId += 1
    const id = lastId
    const { skip = 0, times = 1, probability } = fault
    const random = probability === undefined ? undefined : createRandom(fault.seed!)
    queue.push({ id, fault, used: 0, skip, times: times === 'forever' ? Infinity : times, random })
    if (fault.kind === 'refuse') {
      queue.at(-1)!.used = 1
      refusals!.add(id, toWaitMs(fault), fault.forMs, () => remove(id))
    }
    return { id, remove: () => remove(id) }
  }

  function clear(): void {
    for (const { id } of queue) remove(id)
  }

  function toWaitMs({ kind, delayMs = 0, jitterMs = 0 }: Fault): number {
    if (kind === 'hang') return Infinity
    return Math.min(delayMs + (jitterMs > 0 ? jitter() * jitterMs : 0), MAX_TIMER_MS)
  }

  return {
    add,
    ...createFaultPresets(add),
    clear,
    reset() {
      clear()
      lastId = 0
      jitter = createRandom(seed)
    },
    list: () => queue.map(({ id, fault, used }) => ({ ...fault, id, used })),
    match(subject) {
      for (const waiting of queue) {
        if (!fits(waiting.fault, subject)) continue
        if (waiting.skip > 0) {
          waiting.skip -= 1
          continue
        }
        if (waiting.random && waiting.random() >= waiting.fault.probability!) continue
        waiting.used += 1
        if (waiting.used >= waiting.times) remove(waiting.id)
        const { id, fault, used } = waiting
        return { ...fault, id, used, waitMs: toWaitMs(fault) }
      }
      return undefined
    },
  }
}

function fits(fault: Fault, { operation, tokenRef, headers }: FaultSubject): boolean {
  if (fault.kind === 'refuse') return false // it has happened already
  const only = fault.operation ?? (fault.kind === 'lifetime' ? 'postAccessTokens' : undefined)
  if (only !== undefined && only !== operation) return false
  if (fault.tokenRef !== undefined && fault.tokenRef !== tokenRef) return false
  return Object.entries(fault.header ?? {}).every(([name, value]) => headers[name.toLowerCase()] === value)
}
