import { conformance } from './conformance.ts'
import type { Fetch } from './http/send.ts'
import { toText } from './report/text.ts'

/** The options of {@link runLiveProfile}. */
export interface LiveOptions {
  /** URL and API token: `QCI_API_URL` and `QCI_TOKEN`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Receives the lines of the report. They contain no credential. */
  readonly print: (text: string) => void
  /** @defaultValue `globalThis.fetch` */
  readonly fetch?: Fetch | undefined
}

/**
 * Compares the live API with the contract: at most ten cheap requests, one at a time.
 *
 * @returns The exit code: 0 without findings or without the two variables, else 1.
 */
export async function runLiveProfile({ env, print, fetch }: LiveOptions): Promise<number> {
  const baseUrl = env['QCI_API_URL']?.trim()
  const token = env['QCI_TOKEN']?.trim()
  if (!baseUrl || !token) {
    const missing = [...(baseUrl ? [] : ['QCI_API_URL']), ...(token ? [] : ['QCI_TOKEN'])]
    print(`Skipped: no request was sent to the live API. Set ${missing.join(' and ')} to run this.`)
    return 0
  }
  const report = await conformance({ baseUrl, fetch, profile: 'live', tokens: { refresh_token: token } })
  print(toText(report))
  for (const { id, status } of report.results) print(`  ${status ?? 'no response'} ${id}`)
  return report.ok ? 0 : 1
}
