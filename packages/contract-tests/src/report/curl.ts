import type { Tokens } from '../cases/credentials.ts'
import type { RequestParts } from '../openapi/judge-request.ts'
import { joinUrl } from '../send.ts'

/** What is repeated more often is written as a loop. */
const LONGEST_RUN = 200

/** What curl adds by itself: to a body, and to a long one. */
const NO_CONTENT_TYPE = '-H Content-Type:'
const NO_EXPECTATION = '-H Expect:'

/**
 * The command that sends a request once more. Known credentials stand in it as `$QCI_TOKEN`, or
 * `$QCI_TOKEN_2` and so on where there are several.
 */
export function toCurl(
  baseUrl: string,
  { method, target, headers, body }: RequestParts,
  tokens: Tokens,
): string {
  const quote = createQuote(tokens)
  const fields = [...headers].map(
    ([name, value]) => `-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`,
  )
  const how = method === 'HEAD' ? '--head' : `-X ${method}`
  const command = ['curl -sS -i --path-as-is', how, ...fields]
  const url = quote(joinUrl(baseUrl, target))
  if (!body) return [...command, url].join(' ')
  if (!headers.has('content-type')) command.push(NO_CONTENT_TYPE)
  const text = toPlainText(body)
  if (text !== undefined) return [...command, `--data-raw ${quote(text)}`, url].join(' ')
  return [`{ ${toPrintf(body, quote)}; } |`, ...command, NO_EXPECTATION, '--data-binary @-', url].join(' ')
}

/** Puts a text into single quotes for a POSIX shell, credentials as variables. */
function createQuote(tokens: Tokens): (text: string) => string {
  const known = [...new Set(Object.values(tokens))].filter((token) => token !== '')
  const named = known.map(
    (token, index) => [token, index === 0 ? '$QCI_TOKEN' : `$QCI_TOKEN_${index + 1}`] as const,
  )
  return (text) => {
    const quoted = `'${text.replaceAll("'", String.raw`'\''`)}'`
    return named.reduce((masked, [token, variable]) => masked.replaceAll(token, `'"${variable}"'`), quoted)
  }
}

/** The body as a text that a shell can hold; undefined when it is none, or too repetitive to be read. */
function toPlainText(body: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
    return text.includes('\u0000') || toRuns(text).length > 1 ? undefined : text
  } catch {
    return undefined
  }
}

/** Commands that print the body. */
function toPrintf(body: Uint8Array, quote: (text: string) => string): string {
  const latin1 = Array.from(body, (byte) => String.fromCharCode(byte)).join('')
  return toRuns(latin1)
    .map((run) => {
      if (run.length <= LONGEST_RUN || run !== run[0]!.repeat(run.length)) {
        // printf of a POSIX shell knows octal escapes
        const escaped = run.replaceAll('\\', String.raw`\\`).replaceAll('%', '%%')
        const octal = escaped.replaceAll(
          /[^ -~]/g,
          (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`,
        )
        return `printf ${quote(octal)}`
      }
      return `head -c ${run.length} /dev/zero | tr '\\0' ${quote(run[0]!)}`
    })
    .join('; ')
}

/** The text cut so that long runs of one character stand alone. */
function toRuns(text: string): string[] {
  return text
    .split(new RegExp(String.raw`((.)\2{${LONGEST_RUN},})`, 's'))
    .filter((part, index) => index % 3 !== 2 && part !== '')
}
