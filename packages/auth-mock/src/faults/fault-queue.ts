import type { OperationId } from '../contract/contract.ts'
import { createRandom, type Random } from '../util/random.ts'
import { matchesPath } from '../util/matches-path.ts'
import { MAX_TIMER_MS } from '../util/sleep.ts'
import type { Fault, FaultHandle } from './fault.ts'
import { parseFault } from './parse-fault.ts'
import { type FaultPresets, createFaultPresets } from './presets.ts'
import { createRefusePeriods, type ConnectionControl } from './refuse-periods.ts'

/** A fault in the queue. */
export type QueuedFault = Fault & {
  readonly id: number
  /** How many requests it has applied to. */
  readonly used: number
}

/** The queue of faults to inject, first in, first out. */
export interface Faults extends FaultPresets {
  /**
   * Adds a fault to the end of the queue. Only the first fault that matches applies to a request.
   *
   * @throws TypeError naming the field that is wrong, or when this entry point cannot inject such a fault.
   */
  add(fault: Fault): FaultHandle
  /** The faults that can still apply. */
  list(): QueuedFault[]
  /** Removes all faults. */
  clear(): void
}

/** The request properties that a fault can match. */
interface FaultSubject {
  /** `undefined` for requests to other APIs. */
  operation: OperationId | undefined
  method: string
  path: string
  tokenRef: string | undefined
  headers: Readonly<Record<string, string>>
}

/** A fault that applies to a request. */
export type MatchedFault = QueuedFault & {
  /** How long the response is delayed, in real milliseconds; `Infinity` when it hangs. */
  readonly waitMs: number
}

/** {@link Faults} with the methods that only the engine uses. */
export interface FaultQueue extends Faults {
  /** Returns the first fault that matches, and counts it as used. */
  match(subject: FaultSubject): MatchedFault | undefined
  /** Whether a fault with a `path` is in the queue for such a request. */
  hasForPath(path: string): boolean
  /** Removes all faults and restarts their ids and the random jitter. */
  reset(): void
}

interface QueueItem {
  id: number
  fault: Fault
  used: number
  skip: number
  times: number
  random: Random | undefined
}

/**
 * Creates an empty queue.
 *
 * @param seed - The seed of the random jitter.
 * @param connections - Refuses and accepts connections; only the server on a port has it.
 */
export function createFaultQueue(seed: number, connections: ConnectionControl | undefined): FaultQueue {
  let queue: QueueItem[] = []
  let lastId = 0
  let jitter = createRandom(seed)
  const refusePeriods = connections && createRefusePeriods(connections)

  function remove(id: number): void {
    queue = queue.filter((item) => item.id !== id)
    refusePeriods?.remove(id)
  }

  function add(input: Fault): FaultHandle {
    const fault = parseFault(input)
    if (fault.kind === 'refuse' && !refusePeriods) {
      throw new TypeError('The fault refuse needs a port: use startAuthMockServer() or qci-auth-mock')
    }
    lastId += 1
    const id = lastId
    const { skip = 0, times = 1, probability } = fault
    const random = probability === undefined ? undefined : createRandom(fault.seed!)
    queue.push({ id, fault, used: 0, skip, times: times === 'forever' ? Infinity : times, random })
    if (fault.kind === 'refuse') {
      queue.at(-1)!.used = 1
      refusePeriods!.add({ id, waitMs: toWaitMs(fault), forMs: fault.forMs, onEnd: () => remove(id) })
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
    hasForPath: (path) =>
      queue.some(({ fault }) => fault.path !== undefined && matchesPath(fault.path, path)),
    clear,
    reset() {
      clear()
      lastId = 0
      jitter = createRandom(seed)
    },
    list: () => queue.map(({ id, fault, used }) => ({ ...fault, id, used })),
    match(subject) {
      for (const item of queue) {
        if (!matches(item.fault, subject)) continue
        if (item.skip > 0) {
          item.skip -= 1
          continue
        }
        if (item.random && item.random() >= item.fault.probability!) continue
        item.used += 1
        if (item.used >= item.times) remove(item.id)
        const { id, fault, used } = item
        return { ...fault, id, used, waitMs: toWaitMs(fault) }
      }
      return undefined
    },
  }
}

function matches(fault: Fault, { operation, method, path, tokenRef, headers }: FaultSubject): boolean {
  if (fault.kind === 'refuse') return false // it already applies
  const only = fault.operation ?? (fault.kind === 'lifetime' ? 'postAccessTokens' : undefined)
  if (only !== undefined && only !== operation) return false
  if (fault.path === undefined ? operation === undefined : !matchesPath(fault.path, path)) return false
  if (fault.method !== undefined && fault.method !== method) return false
  if (fault.tokenRef !== undefined && fault.tokenRef !== tokenRef) return false
  return Object.entries(fault.header ?? {}).every(([name, value]) => headers[name.toLowerCase()] === value)
}
