import type { JournalEntry } from '../journal/journal-entry.ts'
import type { LogFormat } from './flags.ts'

/** Says on standard error what happens. Entries come masked from the journal. */
export interface Log {
  /** A sentence for people. */
  say(message: string): void
  /** A request that is over. */
  exchange(entry: JournalEntry): void
}

/** A log in this format, written by `write`. */
export function createLog(format: LogFormat, write: (line: string) => void): Log {
  if (format === 'silent') return { say() {}, exchange() {} }
  if (format === 'pretty') {
    return { say: (message) => write(`${message}\n`), exchange: (entry) => write(`${toLine(entry)}\n`) }
  }
  const writeJson = (record: object): void => write(`${JSON.stringify(record)}\n`)
  return {
    say: (message) => writeJson({ event: 'message', message }),
    exchange: (entry) => writeJson({ event: 'exchange', ...entry }),
  }
}

/** `POST /auth/v1/access-tokens/ 200 api-1 gets access-1`. */
function toLine({ method, path, response, state, tokenRef, fault, violations }: JournalEntry): string {
  const given = response?.tokenRef
  return [
    method,
    path,
    response ? response.status : state === 'aborted' ? 'aborted' : 'no answer',
    ...(tokenRef === undefined ? [] : [tokenRef]),
    ...(given === undefined ? [] : ['gets', given]),
    ...(fault ? [`[fault ${fault.id}: ${fault.kind}]`] : []),
    ...violations.map(({ where, what }) => `[${where} ${what}]`),
  ].join(' ')
}
