import { failure } from '../contract/responses.ts'
import { corsHeaders } from '../wire/cors.ts'
import { createFaultResponse, applyFault } from '../faults/apply-fault.ts'
import type { MatchedFault } from '../faults/fault-queue.ts'
import type { OperationId } from '../contract/generated/contract.ts'
import type { JournalEntry } from '../journal/journal-entry.ts'
import { runOperation, apiTokenOf } from './operations.ts'
import { validateRequest, takesBody } from '../contract/validate-request.ts'
import { findRoute, type Route } from '../contract/routes.ts'
import { validateResponse } from '../contract/validate-response.ts'
import { sleep } from '../util/sleep.ts'
import type { MockState } from './state.ts'
import { type ApiResponse, DROPPED, type MockResponse, type MockRequest } from '../wire/types.ts'

/** What was decided to answer, and what had a hand in it. */
interface Outcome {
  answer: ApiResponse
  fault?: MatchedFault | undefined
  /** The ref of the access token in the answer. */
  tokenRef?: string | undefined
}

const NO_BODY = new Uint8Array()
/** The longest text of an answer that the journal keeps, in characters. */
const MAX_KEPT_LENGTH = 65_536

/**
 * The order of things, for every request: route, journal, fault, request check, tokens, self-check.
 *
 * @param released - Aborted when the mock is reset or closed: the request gets no answer then.
 * @returns The answer. Never rejects.
 */
export async function handleRequest(
  state: MockState,
  request: MockRequest,
  released: AbortSignal,
): Promise<MockResponse> {
  const route = findRoute(request.method, request.path)
  const entry = enter(state, request, route)
  let answered = DROPPED
  try {
    const outcome =
      route.kind === 'operation'
        ? await decide(state, route.operation, request, entry, released)
        : { answer: respondToRoute(route) }
    if (outcome) answered = finish(state, route, request, entry, outcome, released)
    else entry.state = entry.fault?.kind === 'reset' && !released.aborted ? 'done' : 'aborted'
    if (route.kind !== 'operation' && route.kind !== 'preflight') report(state, entry, 'leads nowhere')
  } catch (error) {
    report(state, entry, `mock bug: ${String(error)}`)
    const answer = failure(500, 'mock bug: assertClean() tells more')
    answered = finish(state, route, request, entry, { answer }, released)
  }
  state.journal.see(entry)
  tell(state, entry)
  return answered
}

/** Enters the request into the journal, on arrival. */
function enter(
  { clock, journal, mask }: MockState,
  request: MockRequest,
  { operation }: Route,
): JournalEntry {
  return journal.enter({
    at: clock.now(),
    operation,
    method: request.method,
    path: mask.text(request.path),
    headers: mask.headers(request.headers),
    body: undefined,
    tokenRef: undefined,
    violations: [],
    fault: undefined,
    response: undefined,
    state: 'open',
  })
}

/** Decides what to answer; `undefined` when the caller is to get nothing, or is gone. */
async function decide(
  state: MockState,
  operation: OperationId,
  request: MockRequest,
  entry: JournalEntry,
  released: AbortSignal,
): Promise<Outcome | undefined> {
  const bytes = takesBody(operation) ? await request.readBody().catch(() => 'callerLeft' as const) : NO_BODY
  if (bytes === 'callerLeft' || released.aborted) return undefined

  const checked = validateRequest(operation, request.headers, bytes)
  const apiToken = apiTokenOf(checked)
  entry.violations = checked.violations
  entry.body = checked.body === undefined ? sizeOf(bytes) : state.mask.requestBody(checked.body)
  entry.tokenRef = apiToken === undefined ? undefined : state.tokens.refOf(apiToken)
  for (const { where, what } of checked.violations) report(state, entry, `${where} ${what}`)

  const fault = state.faults.match({ operation, tokenRef: entry.tokenRef, headers: request.headers })
  if (fault) {
    entry.fault = { id: fault.id, kind: fault.kind }
    state.journal.see(entry)
    if (fault.waitMs > 0 && !(await waited(fault.waitMs, request.signal, released))) return undefined
    if (fault.kind === 'reset') return undefined
    const instead = createFaultResponse(fault)
    if (instead) return { answer: instead, fault }
  }
  const { answer, tokenRef } = runOperation(operation, checked, state, fault)
  return {
    answer: validateResponse(operation, answer, (breach) => report(state, entry, breach)),
    tokenRef,
    fault,
  }
}

/** Whether the time went by without the caller leaving or the mock letting the request go. */
async function waited(waitMs: number, caller: AbortSignal, released: AbortSignal): Promise<boolean> {
  await sleep(waitMs, caller, released)
  return !caller.aborted && !released.aborted
}

/** Makes what goes out of what was decided, and completes the entry. */
function finish(
  { config, clock, mask }: MockState,
  route: Route,
  request: MockRequest,
  entry: JournalEntry,
  { answer, fault, tokenRef }: Outcome,
  released: AbortSignal,
): MockResponse {
  const cors = corsHeaders(config.cors, request.headers, route.kind === 'preflight' ? route.allow : undefined)
  const headers = { ...answer.headers, ...cors }
  const answered = applyFault(fault, { ...answer, headers }, clock, released)
  entry.response = {
    status: answered.status,
    headers: mask.headers(answered.headers),
    body: mask.responseBody(fault ? toKept(answered.text) : answer.body),
    ...(tokenRef !== undefined && { tokenRef }),
  }
  entry.state = 'done'
  return answered
}

function report({ problems }: MockState, { seq, method, path }: JournalEntry, problem: string): void {
  problems.add(`#${seq} ${method} ${path}: ${problem}`)
}

/** A listener that fails disturbs nobody. */
function tell({ config }: MockState, entry: JournalEntry): void {
  try {
    config.onExchange?.({ ...entry })
  } catch {}
}

/** The answer to a request that goes to no operation. */
function respondToRoute(route: Exclude<Route, { kind: 'operation' }>): ApiResponse {
  switch (route.kind) {
    case 'preflight':
      return { status: 204, headers: { allow: route.allow }, body: undefined }
    case 'unknownPath':
      return failure(404, 'There is nothing at this path')
    default:
      return failure(405, `The methods here are ${route.allow}`, { allow: route.allow })
  }
}

/** What the journal says of a request body that it does not show. */
function sizeOf(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return '[too large]'
  return bytes.length === 0 ? undefined : `[${bytes.length} bytes]`
}

/** What the journal keeps of a text that a fault had a hand in: its JSON, where it is some. */
function toKept(text: string): unknown {
  if (text === '') return undefined
  if (text.length > MAX_KEPT_LENGTH) return `[${text.length} characters]`
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
