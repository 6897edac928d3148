import { conformance } from './conformance.ts'
import { toText } from './report/text.ts'
import type { Fetch } from './send.ts'

/** What {@link askLive} takes. */
export interface LiveOptions {
  /** Where the API is and who asks: `QCI_API_URL` and `QCI_TOKEN`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Takes the lines of the report. No credential is in them. */
  readonly print: (text: string) => void
  /** @defaultValue `globalThis.fetch` */
  readonly fetch?: Fetch | undefined
}

/**
 * Asks the live API the few things that cost it nothing: at most ten requests, one at a time.
 *
 * @returns The exit code: 0 when nothing failed, also when it was left out; 1 otherwise.
 */
export async function askLive({ env, print, fetch }: LiveOptions): Promise<number> {
  const baseUrl = env['QCI_API_URL']?.trim()
  const token = env['QCI_TOKEN']?.trim()
  const absent = [...(baseUrl ? [] : ['QCI_API_URL']), ...(token ? [] : ['QCI_TOKEN'])]
  if (!baseUrl || !token) {
    print(`Left out: the live API was not asked. Set ${absent.join(' and ')} to ask it.`)
    return 0
  }
  const report = await conformance({ baseUrl, fetch, profile: 'live', tokens: { refresh_token: token } })
  print(toText(report))
  for (const { id, status } of report.results) print(`  ${status ?? 'no answer'} ${id}`)
  return report.ok ? 0 : 1
}
