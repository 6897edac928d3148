import type { ConformanceCase } from './cases/case.ts'
import { listCases } from './cases/list-cases.ts'
import type { Tokens } from './cases/request-draft.ts'
import type { Fetch } from './http/send.ts'
import { toCurl } from './report/curl.ts'
import { createReport } from './report/report.ts'
import type { ConformanceReport } from './report/report.ts'
import { runCases } from './run-cases.ts'

/** The options of {@link conformance}. */
export interface ConformanceOptions {
  /** URL of the server. A path in it is kept. */
  baseUrl: string
  /** Sends the requests. @defaultValue `globalThis.fetch` */
  fetch?: Fetch | undefined
  /** Credentials that the server accepts, by body field: `{ refresh_token: '…' }`. @defaultValue none */
  tokens?: Tokens | undefined
  /** `'live'`: at most ten requests, and a broken assumption is drift. @defaultValue `'mock'`: every case */
  profile?: 'mock' | 'live' | undefined
  /** Seed of the random requests, an integer. @defaultValue `1` */
  seed?: number | undefined
  /** Number of random requests for each operation. @defaultValue `50` */
  fuzz?: number | undefined
  /** Runs only the cases with this id, or below it: `postAccessTokens/body`. @defaultValue all */
  only?: string | undefined
  /** Time limit of each response in milliseconds. @defaultValue `10_000` */
  timeoutMs?: number | undefined
}

/**
 * Sends requests derived from the contract, one at a time, and reports how the server's responses deviate from it.
 * Never rejects because of the server.
 *
 * @throws TypeError when `only` matches no case.
 *
 * @example
 * ```ts
 * const report = await conformance({ baseUrl: 'http://127.0.0.1:4010', tokens: { refresh_token: 'mock-api-token' } })
 * console.log(toText(report))
 * ```
 */
export async function conformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const { baseUrl, tokens = {}, profile = 'mock', only, timeoutMs = 10_000, fuzz = 50 } = options
  // looked up now: a test may have replaced the global fetch since the import
  const fetch = options.fetch ?? ((request: Request) => globalThis.fetch(request))
  const seed = options.seed ?? toSeed(only) ?? 1
  const cases = listCases(tokens, seed, fuzz)
  const ofLive = LIVE_CASES.flatMap((id) => cases.filter((one) => one.id === id))
  const { outcomes, skipped } = await runCases({
    connection: { fetch, baseUrl, timeoutMs },
    secrets: Object.values(tokens),
    cases: select(profile === 'live' ? ofLive : cases, only),
    probes: cases.filter(({ id }) => id.endsWith('/example')),
  })
  const toCommand = ({ request }: ConformanceCase): string => toCurl(baseUrl, request, tokens)
  return createReport({ baseUrl, profile, seed, outcomes, skipped, toCurl: toCommand })
}

/** The cases for the live API, successes first. */
const LIVE_CASES = [
  'getAccessTokensHealth/example',
  'getAccessTokensVersion/example',
  'postAccessTokens/example',
  'postAccessTokens/body/without-refresh_token',
  'postAccessTokens/credential/refresh_token/unknown',
]

/** The seed in the id of a random case. */
function toSeed(id: string | undefined): number | undefined {
  const seed = /\/(-?\d+)-\d+$/.exec(id ?? '')?.[1]
  return seed === undefined ? undefined : Number(seed)
}

function select(cases: readonly ConformanceCase[], only: string | undefined): readonly ConformanceCase[] {
  if (only === undefined) return cases
  const selected = cases.filter(({ id }) => id === only || id.startsWith(`${only}/`))
  if (selected.length === 0) throw new TypeError(`No case has the id ${only}`)
  return selected
}
