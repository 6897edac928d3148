import type { MatchedFault } from '../faults/fault-queue.ts'
import type { JournalEntry } from '../journal/journal-entry.ts'
import { sleep } from '../util/sleep.ts'
import type { ApiResponse, MockRequest } from '../wire/types.ts'
import type { MockState } from './state.ts'

/** One request while it is processed. */
export interface Exchange {
  readonly state: MockState
  readonly request: MockRequest
  readonly entry: JournalEntry
  /** Aborted when the mock is reset or closed. */
  readonly released: AbortSignal
}

/** What to send, and what it depends on. */
export interface Outcome {
  response: ApiResponse
  fault?: MatchedFault | undefined
  /** The ref of the access token in the response. */
  tokenRef?: string | undefined
  /** The methods of the path, for a preflight. */
  preflightAllow?: string | undefined
  /** Lets pages read all headers of the response, for other APIs. */
  exposeAll?: boolean
}

/** Adds a problem of this request to what `assertClean()` reports. */
export function report(
  { state: { problems }, entry: { seq, method, path } }: Exchange,
  problem: string,
): void {
  problems.add(`#${seq} ${method} ${path}: ${problem}`)
}

/** Finds the fault for a request, records it, and waits for its delay. */
export async function takeFault(exchange: Exchange): Promise<MatchedFault | 'dropped' | undefined> {
  const { state, request, entry, released } = exchange
  const { operation, tokenRef } = entry
  const { method, path, headers } = request
  const fault = state.faults.match({ operation, method, path, tokenRef, headers })
  if (fault) entry.fault = { id: fault.id, kind: fault.kind }
  state.journal.markMatched(entry)
  if (!fault) return undefined
  if (fault.waitMs > 0) await sleep(fault.waitMs, request.signal, released)
  const isGone = fault.waitMs > 0 && (request.signal.aborted || released.aborted)
  return isGone || fault.kind === 'reset' ? 'dropped' : fault
}
