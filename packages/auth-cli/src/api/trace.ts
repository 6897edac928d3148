import type { HttpResponse } from '../http/send-http-request.ts'
import { escapeControls } from '../output/escape-controls.ts'
import type { RequestHead } from './send-authenticated.ts'

/** Prints the heads of requests and responses to standard error, without tokens. */
export interface Trace {
  onRequest(head: RequestHead): void
  onResponse(response: HttpResponse): void
}

const SECRET_HEADER = /^(proxy-)?(authorization|authenticate)$|^(set-)?cookie$|token|secret|api-?key/i

/** Creates the trace of `--verbose`. */
export function createTrace(): Trace {
  const secrets = new Set<string>()
  const print = (prefix: string, lines: readonly string[]) => {
    const text = lines.map((line) => `${prefix} ${redact(line, secrets)}\n`).join('')
    process.stderr.write(escapeControls(`${text}${prefix}\n`))
  }
  return {
    onRequest({ method, url, headers }) {
      for (const [name, value] of headers) {
        if (/^authorization$/i.test(name)) secrets.add(value.replace(/^Bearer /, ''))
      }
      print('>', [
        `${method} ${url.pathname}${url.search} HTTP/1.1`,
        `host: ${url.host}`,
        ...headers.map(toLine),
      ])
    },
    onResponse({ status, statusText, headers }) {
      print('<', [`HTTP/1.1 ${status} ${statusText}`, ...headers.map(toLine)])
    },
  }
}

function toLine([name, value]: readonly [string, string]): string {
  const shown = SECRET_HEADER.test(name) ? value.replace(/^(Bearer |Basic )?.*$/s, '$1[redacted]') : value
  return `${name.toLowerCase()}: ${shown}`
}

/** Removes tokens that a server repeats, also in URL encoding and Base64. */
function redact(line: string, secrets: ReadonlySet<string>): string {
  let result = line
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
      result = result.replaceAll(form, '[redacted]')
    }
  }
  return result
}
