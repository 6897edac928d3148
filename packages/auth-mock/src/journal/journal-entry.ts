import type { FaultKind } from '../faults/fault.ts'
import type { OperationId } from '../contract/generated/contract.ts'
import type { Violation } from '../contract/violation.ts'

/** An answer as the journal keeps it: tokens masked. */
export interface JournalResponse {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  /** The JSON, or text when a fault made it no JSON; `undefined` for none. */
  body: unknown
  /** The ref of the access token that the answer gives: `access-7`. */
  tokenRef?: string
}

/** What the journal keeps of one request. Tokens and cookies are masked; nothing else is ever stored of them. */
export interface JournalEntry {
  /** Counts all requests from 1 on, also over `clear()`. */
  seq: number
  /** When it arrived, on the mock's clock, in epoch milliseconds. */
  at: number
  /** `undefined` when the path or the method leads nowhere. */
  operation: OperationId | undefined
  method: string
  path: string
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  /** The fields of the JSON, their texts masked; for anything else, how many bytes it was. */
  body: unknown
  /** Which API token was shown, without showing it: `api-1`, or `unknown-1`. */
  tokenRef: string | undefined
  /** What the contract does not allow about it, also when a fault answered. */
  violations: readonly Violation[]
  /** The fault that had a hand in the answer. */
  fault: { readonly id: number; readonly kind: FaultKind } | undefined
  /** Left out while it is open, and when nothing was answered. */
  response: JournalResponse | undefined
  /** Open until it is answered; aborted when the caller left before, or the mock was reset or closed. */
  state: 'open' | 'done' | 'aborted'
}
