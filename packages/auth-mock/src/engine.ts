import { failure } from './answers.ts'
import { createClock, type MockClock } from './clock.ts'
import { type MockConfig, resolveConfig } from './config.ts'
import { corsHeaders } from './cors.ts'
import { answerInstead, applyFault } from './faults/apply-fault.ts'
import { createFaultQueue, type FaultQueue, type QueuedFault, type Refusal } from './faults/fault-queue.ts'
import type { OperationId } from './generated/contract.ts'
import { createJournal, type JournalStore } from './journal.ts'
import type { JournalEntry } from './journal-entry.ts'
import { createMask } from './mask.ts'
import { answerOperation, apiTokenOf } from './model.ts'
import type { AuthMockOptions } from './options.ts'
import { createRandom, type Random } from './random.ts'
import { checkRequest, takesBody } from './request-check.ts'
import { findRoute, type Route } from './routes.ts'
import { selfCheck } from './self-check.ts'
import { sleep } from './sleep.ts'
import { createTokens, type TokenStore } from './tokens.ts'
import type { Answer, MockAnswer, MockRequest } from './wire.ts'

/** The state of one mock, and the order in which a request meets it. */
export interface Engine {
  readonly config: MockConfig
  readonly clock: MockClock
  readonly tokens: TokenStore
  readonly faults: FaultQueue
  readonly journal: JournalStore
  /** What was wrong with requests, or with the mock itself, since the last reset. */
  readonly problems: readonly string[]
  /** Answers one request. Never rejects. */
  handle(request: MockRequest): Promise<MockAnswer>
  /** Back to the beginning; requests under way are let go. */
  reset(): void
  /** Lets requests under way go, and drops those that come. */
  close(): void
}

/** An answer to an operation, and what had a hand in it. */
interface Outcome {
  answer: Answer
  fault?: QueuedFault | undefined
  tokenRef?: string | undefined
}

const NO_BODY = new Uint8Array()
const DROPPED: MockAnswer = { status: 0, headers: {}, text: '', delivery: { kind: 'reset' } }
/** How many problems are kept; the first ones tell most. */
const MAX_PROBLEMS = 100

/**
 * A mock without a door.
 *
 * @param refusal - How its door refuses connections; left out where it cannot.
 * @throws TypeError naming the option that is wrong.
 */
export function createEngine(options: AuthMockOptions, refusal?: Refusal): Engine {
  const config = resolveConfig(options)
  const clock = createClock(config.now)
  const tokens = createTokens(config, clock)
  const faults = createFaultQueue(refusal)
  const journal = createJournal()
  const mask = createMask(tokens.secrets)
  const problems: string[] = []
  let jitter = createRandom(config.seed)
  let life = new AbortController() // ends with the next reset: those who wait then are let go
  let closed = false

  function report(entry: JournalEntry, problem: string): void {
    if (problems.length < MAX_PROBLEMS)
      problems.push(`#${entry.seq} ${entry.method} ${entry.path}: ${problem}`)
  }

  /** 1 and 2: where it goes, and that it came. */
  function enter({ method, path, headers }: MockRequest, { operation }: Route): JournalEntry {
    return journal.enter({
      at: clock.now(),
      operation,
      method,
      path: mask.text(path),
      headers: mask.headers(headers),
      body: undefined,
      tokenRef: undefined,
      violations: [],
      fault: undefined,
      response: undefined,
      state: 'open',
    })
  }

  /** 3 to 5 and 7: fault, request check, model, self-check. `undefined` when the caller is to get nothing. */
  async function answer(
    operation: OperationId,
    request: MockRequest,
    entry: JournalEntry,
    released: AbortSignal,
  ): Promise<Outcome | undefined> {
    const bytes = takesBody(operation) ? await request.readBody().catch(() => 'callerLeft' as const) : NO_BODY
    if (bytes === 'callerLeft') return undefined
    const checked = checkRequest(operation, request.headers, bytes)
    const apiToken = apiTokenOf(checked)
    entry.violations = checked.violations
    entry.body = checked.body === undefined ? sizeOf(bytes) : mask.requestBody(checked.body)
    entry.tokenRef = apiToken === undefined ? undefined : tokens.refOf(apiToken)
    for (const { where, what } of checked.violations) report(entry, `${where} ${what}`)

    const fault = faults.match({ operation, tokenRef: entry.tokenRef, headers: request.headers })
    if (fault) {
      entry.fault = { id: fault.id, kind: fault.kind }
      const waitMs = delayOf(fault, jitter)
      if (waitMs > 0) await sleep(waitMs, released, request.signal)
      if (fault.kind === 'reset' || released.aborted || (waitMs > 0 && request.signal.aborted))
        return undefined
      const instead = answerInstead(fault)
      if (instead) return { answer: instead, fault }
    }
    const lifetimeMs = fault?.kind === 'lifetime' ? fault.ms : undefined
    const given = answerOperation(operation, checked, { config, tokens }, lifetimeMs)
    return {
      answer: selfCheck(operation, given.answer, (breach) => report(entry, `mock bug: ${breach}`)),
      tokenRef: given.tokenRef,
      fault,
    }
  }

  /** Makes the answer that goes out of what was decided, and completes the entry. */
  function complete(
    request: MockRequest,
    route: Route,
    entry: JournalEntry,
    outcome: Outcome,
    released: AbortSignal,
  ): MockAnswer {
    const { fault, tokenRef } = outcome
    const cors = corsHeaders(
      config.cors,
      request.headers,
      route.kind === 'preflight' ? route.allow : undefined,
    )
    const headers = { ...outcome.answer.headers, ...cors }
    const answered = applyFault(fault, { ...outcome.answer, headers }, clock, released)
    entry.response = {
      status: answered.status,
      headers: mask.headers(answered.headers),
      body: outcome.answer.body === undefined ? undefined : mask.responseBody(outcome.answer.body),
      ...(tokenRef !== undefined && { tokenRef }),
    }
    entry.state = 'done'
    return answered
  }

  function tell(entry: JournalEntry): void {
    try {
      config.onExchange?.({ ...entry })
    } catch {
      // a listener that fails disturbs nobody
    }
  }

  return {
    config,
    clock,
    tokens,
    faults,
    journal,
    problems,
    async handle(request) {
      if (closed) return DROPPED
      const released = life.signal
      const route = findRoute(request.method, request.path)
      const entry = enter(request, route)
      let answered = DROPPED
      try {
        const outcome =
          route.kind === 'operation'
            ? await answer(route.operation, request, entry, released)
            : { answer: answerRoute(route) }
        if (outcome) answered = complete(request, route, entry, outcome, released)
        else entry.state = entry.fault?.kind === 'reset' && !released.aborted ? 'done' : 'aborted'
        if (route.kind !== 'operation' && route.kind !== 'preflight') report(entry, 'leads nowhere')
      } catch (error) {
        report(entry, `mock bug: ${String(error)}`)
        answered = complete(
          request,
          route,
          entry,
          { answer: failure(500, 'mock bug: see assertClean()') },
          released,
        )
      }
      tell(entry)
      return answered
    },
    reset() {
      life.abort()
      life = new AbortController()
      clock.reset()
      faults.clear()
      tokens.reset()
      journal.clear()
      journal.release('The mock was reset')
      jitter = createRandom(config.seed)
      problems.length = 0
    },
    close() {
      closed = true
      life.abort()
      faults.clear()
      journal.release('The mock was closed')
    },
  }
}

/** The answer to a request that goes to no operation. */
function answerRoute(route: Exclude<Route, { kind: 'operation' }>): Answer {
  switch (route.kind) {
    case 'preflight':
      return { status: 204, headers: { allow: route.allow }, body: undefined }
    case 'unknownPath':
      return failure(404, 'There is nothing at this path')
    default:
      return failure(405, `The methods here are ${route.allow}`, { allow: route.allow })
  }
}

/** How long a fault holds the answer back, in milliseconds. */
function delayOf({ kind, delayMs = 0, jitterMs = 0 }: QueuedFault, jitter: Random): number {
  return kind === 'hang' ? Infinity : delayMs + (jitterMs > 0 ? jitter() * jitterMs : 0)
}

/** What the journal says of a body that it does not show. */
function sizeOf(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return '[too large]'
  return bytes.length === 0 ? undefined : `[${bytes.length} bytes]`
}
