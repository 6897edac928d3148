import type { OperationId } from '../contract/generated/contract.ts'
import type { Violation } from '../contract/violation.ts'
import type { FaultKind } from '../faults/fault.ts'

/** A response as the journal stores it, with tokens masked. */
export interface JournalResponse {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  /** JSON, or text where it is not JSON; `undefined` for no body. */
  body: unknown
  /** The ref of the access token in the response: `access-7`. */
  tokenRef?: string
}

/** A request as the journal stores it. Tokens and cookies are masked and are stored nowhere else. */
export interface JournalEntry {
  /** Numbers all requests from 1, also across `clear()`. */
  seq: number
  /** When the request arrived, on the mock's clock, in epoch milliseconds. */
  at: number
  /** The operation of the auth API; `undefined` for other APIs and unknown paths. */
  operation: OperationId | undefined
  method: string
  /** The path without the query. */
  path: string
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  /** The JSON: without its strings for the auth API, without known tokens for other APIs. Else the size. */
  body: unknown
  /** The ref of the token in the request: `api-1`, `unknown-1`; for other APIs `access-7`. */
  tokenRef: string | undefined
  /** What violates the contract, also when a fault replaced the response. */
  violations: readonly Violation[]
  /** The fault that applied to the request. */
  fault: { readonly id: number; readonly kind: FaultKind } | undefined
  /** `undefined` while the request is open, and when no response was sent. */
  response: JournalResponse | undefined
  /** `open` until the response; `aborted` when the caller disconnected first, or the mock was reset or closed. */
  state: 'open' | 'done' | 'aborted'
}
