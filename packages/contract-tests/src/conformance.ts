import type { ConformanceCase } from './cases/case.ts'
import type { Tokens } from './cases/credentials.ts'
import { listCases } from './cases/list-cases.ts'
import { pickLiveCases } from './cases/live-cases.ts'
import { checkAnswer } from './checks/check-answer.ts'
import type { Problem } from './checks/problem.ts'
import { qciContract } from './contract.ts'
import { readContract } from './openapi/contract.ts'
import type { Node } from './openapi/node.ts'
import { createSchemas } from './openapi/schemas.ts'
import { toCurl } from './report/curl.ts'
import { createCollector } from './report/collect.ts'
import type { ConformanceReport } from './report/report.ts'
import { send } from './send.ts'
import type { Fetch } from './send.ts'

/** What {@link conformance} takes. */
export interface ConformanceOptions {
  /** Where the server is. A path in it is kept. */
  baseUrl: string
  /**
   * What asks it: anything that turns a request into an answer.
   *
   * @defaultValue `globalThis.fetch`
   */
  fetch?: Fetch | undefined
  /**
   * Credentials that the server knows, by the names of the fields, parameters or security schemes that take
   * them: `{ refresh_token: 'mock-api-token' }`. Without them no success can be asked for where one is needed.
   *
   * @defaultValue none
   */
  tokens?: Tokens | undefined
  /** The OpenAPI document, 3.1 or 3.0, in one piece. @defaultValue that of QCi's auth API */
  contract?: Node | undefined
  /**
   * `'mock'`: every case, and what the contract only assumes counts too. `'live'`: at most ten requests, one
   * success, one unknown credential and one missing field for each operation; what the contract only assumes
   * is a line of drift.
   *
   * @defaultValue `'mock'`
   */
  profile?: 'mock' | 'live' | undefined
  /** What chance follows from, a whole number. @defaultValue `1` */
  seed?: number | undefined
  /** How many requests are made up by chance for each operation. @defaultValue `50` */
  fuzz?: number | undefined
  /** Runs only the cases of this id, or below it: `postAccessTokens/body`. */
  only?: string | undefined
  /** How long an answer may take, in milliseconds. @defaultValue `10_000` */
  timeoutMs?: number | undefined
}

/** The server is taken for gone when so many requests in a row get no answer. */
const GIVEN_UP_AFTER = 3

/**
 * Asks a server everything that its contract says something about, one request at a time, and reports where
 * it is otherwise. Never rejects because of what the server does.
 *
 * @throws TypeError when the contract cannot be read, or no case is called as `only` says.
 *
 * @example
 * ```ts
 * const report = await conformance({ baseUrl: 'http://127.0.0.1:4010', tokens: { refresh_token: 'mock-api-token' } })
 * console.log(toText(report))
 * ```
 */
export async function conformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const { baseUrl, tokens = {}, profile = 'mock', only, timeoutMs = 10_000, fuzz = 50 } = options
  // looked up now: whoever replaced the global fetch since the import meant this one too
  const fetch = options.fetch ?? ((request: Request) => globalThis.fetch(request))
  const seed = options.seed ?? seedOf(only) ?? 1
  const contract = readContract(options.contract ?? qciContract)
  const schemas = createSchemas(contract.document)
  const context = { contract, schemas, secrets: Object.values(tokens).filter((token) => token !== '') }

  const { cases, leftOut } = listCases(contract, schemas, { tokens, seed, fuzz })
  const chosen = choose(profile === 'live' ? pickLiveCases(cases) : cases, only)
  const collector = createCollector({ baseUrl, profile, seed }, leftOut, ({ request }) =>
    toCurl(baseUrl, request, tokens),
  )
  let silent = 0

  for (const [index, one] of chosen.entries()) {
    const startMs = performance.now()
    const outcome = await send({ fetch, baseUrl, timeoutMs }, one.request)
    const durationMs = performance.now() - startMs
    if (outcome.kind === 'cannotSend') {
      collector.leaveOut(`${one.id}: fetch does not send such a request`)
      continue
    }
    const problems =
      outcome.kind === 'answer' ? checkAnswer(context, one, outcome.answer) : [toSilence(one, outcome.why)]
    const status = outcome.kind === 'answer' ? outcome.answer.status : undefined
    collector.add(one, status, durationMs, problems)
    silent = outcome.kind === 'answer' ? 0 : silent + 1
    if (silent < GIVEN_UP_AFTER) continue
    collector.leaveOut(`${chosen.length - index - 1} cases: ${silent} requests in a row got no answer`)
    break
  }
  return collector.report()
}

function toSilence({ operation, expectation }: ConformanceCase, why: string): Problem {
  const to = expectation === 'rejected' ? 'a request off the contract' : 'a request'
  const message = `${operation.operationId} gives no answer to ${to}: ${why}`
  return { check: 'no-answer', message, certainty: 'stated', key: message }
}

/** The seed in the id of a case that was made by chance. */
function seedOf(id: string | undefined): number | undefined {
  const seed = /\/(-?\d+)-\d+$/.exec(id ?? '')?.[1]
  return seed === undefined ? undefined : Number(seed)
}

function choose(cases: readonly ConformanceCase[], only: string | undefined): readonly ConformanceCase[] {
  if (only === undefined) return cases
  const chosen = cases.filter(({ id }) => id === only || id.startsWith(`${only}/`))
  if (chosen.length === 0) throw new TypeError(`There is no case ${only}`)
  return chosen
}
