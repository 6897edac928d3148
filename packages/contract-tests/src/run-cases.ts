import type { ConformanceCase } from './cases/case.ts'
import { checkResponse, toDetails, toRequestKind } from './checks/check-response.ts'
import type { Problem } from './checks/check-response.ts'
import { send } from './http/send.ts'
import type { Connection } from './http/send.ts'
import type { Contract } from './openapi/contract.ts'

/** So many cases of one family without a response in a row, and the rest of the family is skipped. */
const MAX_SILENT_CASES = 3

/** A server may close the connection before it has read a longer body. */
const MAX_RELIABLE_BYTES = 16_384

/** The input of {@link runCases}. */
export interface RunOptions {
  readonly connection: Connection
  readonly contract: Contract
  /** Credentials that no response may contain. */
  readonly secrets: readonly string[]
  readonly cases: readonly ConformanceCase[]
  /** A plain request of each operation, sent to find out why a case got no response. */
  readonly probes: readonly ConformanceCase[]
}

/** What came of one case. */
export interface CaseOutcome {
  readonly one: ConformanceCase
  /** Undefined when there was no response. */
  readonly status: number | undefined
  readonly durationMs: number
  readonly problems: readonly Problem[]
}

/**
 * Sends the cases one by one and checks the responses.
 *
 * After a case without a response, plain requests show whether the server, the operation or only this kind of
 * request is silent. Only what is silent is skipped: a line each.
 */
export async function runCases(options: RunOptions): Promise<{ outcomes: CaseOutcome[]; skipped: string[] }> {
  const { connection, contract, secrets, cases, probes } = options
  const outcomes: CaseOutcome[] = []
  const silentCases = new Map<string, number>()
  const silentOperations = new Set<string>()
  const skipped = new Map<string, number>()

  async function findSilentOperations({ operation }: ConformanceCase): Promise<void> {
    const ofOthers = probes.filter((probe) => probe.operation !== operation)
    for (const probe of [...probes.filter((other) => other.operation === operation), ...ofOthers]) {
      if (silentOperations.has(probe.operation.operationId)) continue
      const { kind } = await send(connection, probe.request)
      if (kind === 'response') return
      silentOperations.add(probe.operation.operationId)
    }
  }

  for (const one of cases) {
    const { operationId } = one.operation
    const family = [operationId, ...(one.brokenRules.length > 0 ? one.brokenRules : [one.part])].join(' ')
    const silent = silentCases.get(family) ?? 0
    const reason = silentOperations.has(operationId)
      ? `${operationId} does not respond to its plain request`
      : silent >= MAX_SILENT_CASES &&
        `${operationId} did not respond to ${silent} similar requests (${one.subject})`
    if (reason !== false) {
      skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
      continue
    }
    const startedAtMs = performance.now()
    const first = await send(connection, one.request)
    const isReset = first.kind === 'noResponse' && first.isReset
    const outcome = isReset ? await send(connection, one.request) : first
    const durationMs = performance.now() - startedAtMs
    if (outcome.kind === 'response') {
      const problems = checkResponse(contract, secrets, one, outcome.response)
      if (isReset) problems.push(...toRepetition(one))
      outcomes.push({ one, status: outcome.response.status, durationMs, problems })
      silentCases.set(family, 0)
    } else {
      outcomes.push({ one, status: undefined, durationMs, problems: [toSilence(one, outcome.reason)] })
      silentCases.set(family, silent + 1)
      await findSilentOperations(one)
    }
  }
  const lines = [...skipped].map(([reason, count]) => `${count} case${count === 1 ? '' : 's'}: ${reason}`)
  return { outcomes, skipped: lines }
}

function toSilence(one: ConformanceCase, reason: string): Problem {
  const message = `does not respond to ${toRequestKind(one)}`
  const key = `${message} ${reason}`
  return { check: 'no-response', message: `${message}${toDetails(one)}: ${reason}`, certainty: 'stated', key }
}

function toRepetition({ request }: ConformanceCase): Problem[] {
  if ((request.body?.length ?? 0) > MAX_RELIABLE_BYTES) return []
  const message = 'broke the connection; the repeated request got a response'
  return [{ check: 'no-response', message, certainty: 'optional' }]
}
