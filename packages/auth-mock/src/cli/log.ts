import type { JournalEntry } from '../journal/journal-entry.ts'
import type { LogFormat } from './flags.ts'

/** Reports events on standard error. Journal entries are masked already. */
export interface Log {
  /** Writes a message for users. */
  message(text: string): void
  /** Writes a completed request. */
  exchange(entry: JournalEntry): void
}

/**
 * Creates a log.
 *
 * @param write - Writes a line.
 */
export function createLog(format: LogFormat, write: (line: string) => void): Log {
  if (format === 'silent') return { message() {}, exchange() {} }
  if (format === 'pretty') {
    return { message: (text) => write(`${text}\n`), exchange: (entry) => write(`${toLine(entry)}\n`) }
  }
  const writeJson = (record: object): void => write(`${JSON.stringify(record)}\n`)
  return {
    message: (message) => writeJson({ event: 'message', message }),
    exchange: (entry) => writeJson({ event: 'exchange', ...entry }),
  }
}

/** `POST /auth/v1/access-tokens/ 200 api-1 -> access-1`. */
function toLine({ method, path, response, state, tokenRef, fault, violations }: JournalEntry): string {
  const issuedRef = response?.tokenRef
  return [
    method,
    path,
    response ? response.status : state === 'aborted' ? 'aborted' : 'no response',
    ...(tokenRef === undefined ? [] : [tokenRef]),
    ...(issuedRef === undefined ? [] : ['->', issuedRef]),
    ...(fault ? [`[fault ${fault.id}: ${fault.kind}]`] : []),
    ...violations.map(({ where, what }) => `[${where} ${what}]`),
  ].join(' ')
}
