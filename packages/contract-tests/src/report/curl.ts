import type { Tokens } from '../cases/request-draft.ts'
import { joinUrl } from '../http/send.ts'
import type { RequestParts } from '../openapi/validate-request.ts'

/** Longer runs of one byte are written as a command that repeats it. */
const LONGEST_RUN = 200

/** The curl command that sends a request. Known credentials become `$QCI_TOKEN`. */
export function toCurl(
  baseUrl: string,
  { method, target, headers, body }: RequestParts,
  tokens: Tokens,
): string {
  const quote = createQuote(Object.values(tokens))
  const fields = [...headers].map(([name, value]) => quote(value === '' ? `${name};` : `${name}: ${value}`))
  const how = method === 'HEAD' ? '--head' : `-X ${method}`
  const command = ['curl -sS -i --path-as-is', how, ...fields.map((field) => `-H ${field}`)]
  const url = quote(joinUrl(baseUrl, target))
  if (!body) return [...command, url].join(' ')
  if (!headers.has('content-type')) command.push('-H Content-Type:') // else curl adds one
  const text = toShellText(body)
  if (text !== undefined) return [...command, `--data-raw ${quote(text)}`, url].join(' ')
  const printf = toRuns(body).map((run) => toPrintf(run, quote))
  return [`{ ${printf.join('; ')}; } |`, ...command, '-H Expect: --data-binary @-', url].join(' ')
}

/** Puts text in single quotes for a POSIX shell, credentials as a variable. */
function createQuote(tokens: readonly string[]): (text: string) => string {
  // the second spelling is that of toPrintf for UTF-16
  const secrets = tokens.flatMap((token) => [token, Array.from(token).join(String.raw`\000`)]).filter(Boolean)
  return (text) => {
    const parts = secrets.reduce((rest, secret) => rest.replaceAll(secret, '\u0000'), text).split('\u0000')
    return parts.map((part) => `'${part.replaceAll("'", String.raw`'\''`)}'`).join('"$QCI_TOKEN"')
  }
}

/** The body as an argument; undefined when a shell cannot hold it, or nobody could read it. */
function toShellText(body: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
    return text.includes('\u0000') || toRuns(body).length > 1 ? undefined : text
  } catch {
    return undefined
  }
}

function toPrintf(run: string, quote: (text: string) => string): string {
  const isRepetition = run.length > LONGEST_RUN && run === run[0]!.repeat(run.length)
  if (isRepetition) return `head -c ${run.length} /dev/zero | tr '\\0' ${quote(run[0]!)}`
  const escaped = run.replaceAll('\\', String.raw`\\`).replaceAll('%', '%%')
  const toOctal = (char: string): string => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`
  return `printf ${quote(escaped.replaceAll(/[^ -~]/g, toOctal))}`
}

/** The bytes as Latin-1, split so that each long run of one byte is an item of its own. */
function toRuns(body: Uint8Array): string[] {
  const latin1 = Array.from(body, (byte) => String.fromCharCode(byte)).join('')
  const parts = latin1.split(new RegExp(String.raw`((.)\2{${LONGEST_RUN},})`, 's'))
  return parts.filter((part, index) => index % 3 !== 2 && part !== '')
}
