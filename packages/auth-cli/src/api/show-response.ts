import { CommandError } from '../errors/command-error.ts'
import { toExitStatus } from '../errors/exit-status.ts'
import { print } from '../output/stdout.ts'
import { createStyle } from '../output/style.ts'
import { formatJson } from './format-json.ts'
import { toConnectionError } from './send.ts'
import { toShown } from './target.ts'

/** How an answer is shown. */
export interface ShowOptions {
  /** Of the request, for messages. */
  method: string
  /** Whether status and headers are shown too. */
  include?: boolean
  /** Is called whenever more of the body has come. */
  onBytes: () => void
}

/**
 * Prints an answer: in a pipe byte by byte as it comes, on a terminal JSON neatly.
 *
 * @throws CommandError when its status is 400 or more, after it has been printed.
 */
export async function showResponse(response: Response, url: URL, options: ShowOptions): Promise<void> {
  const { include = false, method } = options
  if (include) await print(toHead(response))
  await showBody(response, url, options)
  if (response.status < 400) return
  const { status, statusText } = response
  throw new CommandError(
    `${[status, statusText].join(' ').trim()} for ${method} ${toShown(url)}`,
    toExitStatus(status),
  )
}

async function showBody(response: Response, url: URL, { onBytes }: ShowOptions): Promise<void> {
  const isTerminal = process.stdout.isTTY
  const held: Uint8Array[] | undefined = isTerminal && isJson(response) ? [] : undefined
  let last: number | undefined
  const show = async (bytes: Uint8Array) => {
    last = bytes.at(-1) ?? last
    await print(bytes)
  }
  try {
    for await (const chunk of response.body ?? []) {
      onBytes()
      if (held) held.push(chunk)
      else await show(chunk)
    }
  } catch (error) {
    throw toConnectionError(error, url)
  } finally {
    if (held) await show(Buffer.from(formatJson(Buffer.concat(held).toString(), createStyle(process.stdout))))
  }
  // The prompt goes to a line of its own.
  if (isTerminal && last !== undefined && last !== 0x0a) await print('\n')
}

function isJson({ headers }: Response): boolean {
  return /^\s*application\/([\w.+-]+\+)?json\s*(;|$)/i.test(headers.get('content-type') ?? '')
}

/** The status line and the headers, as they came over HTTP/1.1. */
function toHead({ status, statusText, headers }: Response): string {
  const fields = [...headers]
    // They tell of the compressed body, which is not what follows.
    .filter(([name]) => !headers.has('content-encoding') || !/^content-(encoding|length)$/.test(name))
    .map(([name, value]) => `${name}: ${value}\n`)
  return `HTTP/1.1 ${status} ${statusText}\n${fields.join('')}\n`
}
