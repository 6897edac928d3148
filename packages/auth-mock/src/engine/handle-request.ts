import { failure } from '../contract/responses.ts'
import { findRoute, type Route } from '../contract/routes.ts'
import { applyFault } from '../faults/apply-fault.ts'
import type { JournalEntry } from '../journal/journal-entry.ts'
import { corsHeaders } from '../wire/cors.ts'
import { DROPPED, type MockRequest, type MockResponse } from '../wire/types.ts'
import { handleOperation } from './handle-operation.ts'
import { handleOtherApi } from './handle-other-api.ts'
import { type Exchange, type Outcome, report } from './outcome.ts'
import { toStoredBody } from './stored-body.ts'
import type { MockState } from './state.ts'

/**
 * Processes a request in this order: route, journal, request validation, fault, response, response validation.
 *
 * @param released - Aborted when the mock is reset or closed: the request then gets no response.
 * @returns The response. Never rejects.
 */
export async function handleRequest(
  state: MockState,
  request: MockRequest,
  released: AbortSignal,
): Promise<MockResponse> {
  const route = findRoute(request.method, request.path)
  const entry = addEntry(state, request, route)
  const exchange: Exchange = { state, request, entry, released }
  let response = DROPPED
  try {
    const outcome = await respond(route, exchange)
    if (outcome) response = finish(exchange, outcome)
    else entry.state = entry.fault?.kind === 'reset' && !released.aborted ? 'done' : 'aborted'
  } catch (error) {
    report(exchange, `mock bug: ${String(error)}`)
    response = finish(exchange, { response: failure(500, 'mock bug: see assertClean() for details') })
  }
  state.journal.markMatched(entry)
  notify(state, entry)
  return response
}

/** Adds the request to the journal on its arrival. */
function addEntry({ clock, journal, mask }: MockState, request: MockRequest, route: Route): JournalEntry {
  return journal.add({
    at: clock.now(),
    operation: route.operation,
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

/** Returns what to send, or `undefined` when the connection is dropped or the caller has disconnected. */
async function respond(route: Route, exchange: Exchange): Promise<Outcome | undefined> {
  switch (route.kind) {
    case 'operation':
      return handleOperation(route.operation, exchange)
    case 'unknownPath':
      return handleOtherApi(exchange)
    case 'preflight':
      return {
        response: { status: 204, headers: { allow: route.allow }, body: undefined },
        preflightAllow: route.allow,
      }
    default:
      report(exchange, 'no such path or method')
      return {
        response: failure(405, `Method not allowed; use ${toList(route.allow)}`, { allow: route.allow }),
      }
  }
}

/** Turns the outcome into what is sent, and completes the journal entry. */
function finish({ state, request, entry, released }: Exchange, outcome: Outcome): MockResponse {
  const { config, clock, mask, journal } = state
  const { response, fault, tokenRef, preflightAllow, exposeAll = false } = outcome
  const cors = corsHeaders(config.cors, {
    requestHeaders: request.headers,
    preflightAllow,
    exposed: exposeAll ? Object.keys(response.headers) : undefined,
  })
  const headers = { ...cors, ...response.headers }
  const sent = applyFault(fault, { response: { ...response, headers }, clock, released })
  const { value, bytes } = toStoredBody(fault ? sent.body : response.body)
  entry.response = {
    status: sent.status,
    headers: mask.headers(sent.headers),
    body: mask.json(value),
    ...(tokenRef !== undefined && { tokenRef }),
  }
  entry.state = 'done'
  journal.grow(entry, bytes)
  return sent
}

/** Calls the listener; what it throws is ignored. */
function notify({ config }: MockState, entry: JournalEntry): void {
  try {
    config.onExchange?.({ ...entry })
  } catch {}
}

/** `GET, HEAD or OPTIONS`. */
function toList(allow: string): string {
  return allow.replace(/, ([A-Z]+)$/, ' or $1')
}
