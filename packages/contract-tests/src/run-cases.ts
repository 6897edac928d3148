import type { ConformanceCase } from './cases/case.ts'
import { checkResponse, toDetails, toRequestKind } from './checks/check-response.ts'
import type { Problem } from './checks/problem.ts'
import { send } from './http/send.ts'
import type { Connection } from './http/send.ts'

/** So many cases of one family without a response in a row, and the rest of the family is skipped. */
const MAX_SILENT_CASES = 3

/** A server may close the connection before it has read a longer body. */
const MAX_RELIABLE_BYTES = 16_384

/** The input of {@link runCases}. */
export interface RunOptions {
  readonly connection: Connection
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
  const { cases, probes, connection } = options
  const outcomes: CaseOutcome[] = []
  const silentCases = new Map<string, number>()
  const silentOperations = new Set<string>()
  const skipped = new Map<string, number>()

  async function findSilentOperations({ operation }: ConformanceCase): Promise<void> {
    const isOther = (probe: ConformanceCase): number => Number(probe.operation !== operation)
    for (const probe of probes.toSorted((left, right) => isOther(left) - isOther(right))) {
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
    const outcome = await runCase(options, one)
    outcomes.push(outcome)
    const isSilent = outcome.status === undefined
    silentCases.set(family, isSilent ? silent + 1 : 0)
    if (isSilent) await findSilentOperations(one)
  }
  const lines = [...skipped].map(([reason, count]) => `${count} case${count === 1 ? '' : 's'}: ${reason}`)
  return { outcomes, skipped: lines }
}

/** Sends the request of a case, and once more when the connection breaks. */
async function runCase({ connection, secrets }: RunOptions, one: ConformanceCase): Promise<CaseOutcome> {
  const startedAtMs = performance.now()
  const first = await send(connection, one.request)
  const isReset = first.kind === 'noResponse' && first.isReset
  const last = isReset ? await send(connection, one.request) : first
  const durationMs = performance.now() - startedAtMs
  if (last.kind === 'noResponse') {
    return { one, status: undefined, durationMs, problems: [toSilence(one, last.reason)] }
  }
  const problems = checkResponse(secrets, one, last.response)
  if (isReset && (one.request.body?.length ?? 0) <= MAX_RELIABLE_BYTES) {
    const message = 'broke the connection; the repeated request got a response'
    problems.push({ check: 'no-response', message, certainty: 'optional' })
  }
  return { one, status: last.response.status, durationMs, problems }
}

function toSilence(one: ConformanceCase, reason: string): Problem {
  const message = `does not respond to ${toRequestKind(one)}`
  const problem = { check: 'no-response', certainty: 'stated', key: `${message} ${reason}` } as const
  return { ...problem, message: `${message}${toDetails(one)}: ${reason}` }
}
