import { CommandError } from '../errors/command-error.ts'
import { toExitStatus } from '../errors/exit-status.ts'
import { PROXY_PASSWORD_ADVICE } from '../advice/http-advice.ts'
import { findHeader } from '../http/create-fetch.ts'
import type { HeaderField, HttpResponse } from '../http/send-http-request.ts'
import { escapeControls } from '../output/escape-controls.ts'
import { print } from '../output/stdout.ts'
import { createStyle } from '../output/style.ts'
import { decodeBody, isDecoded } from './decode-body.ts'
import { openOutputFile } from './file-writer.ts'
import { createTerminalWriter, pipeWriter, silentWriter } from './response-writer.ts'
import type { ResponseWriter } from './response-writer.ts'
import { toShown } from '../http/to-shown.ts'

/** How a response is shown. */
export interface ShowOptions {
  /** The method of the request, for messages. */
  readonly method: string
  /** Prints status and headers before the body. */
  readonly include?: boolean
  /** Prints no body. */
  readonly silent?: boolean
  /** Writes the body of a successful response to this file. */
  readonly output?: string
}

/**
 * Prints a response: unchanged in a pipe, formatted and safe on a terminal.
 *
 * @throws CommandError when its status is 400 or more, after it has been printed; TransportError when it breaks off.
 */
export async function showResponse(response: HttpResponse, options: ShowOptions): Promise<void> {
  const { status, statusText, url } = response
  if (options.include) await print(toHeadBytes(response))
  if (options.output !== undefined && status < 400) await saveBody(response, options.output)
  else await copyBody(response, createWriter(response, options))
  if (status < 400) return
  throw new CommandError(
    `${`${status} ${statusText}`.trim()} for ${options.method} ${toShown(url)}`,
    toExitStatus(status),
    status === 407 ? PROXY_PASSWORD_ADVICE : undefined,
  )
}

function createWriter({ headers }: HttpResponse, { silent }: ShowOptions): ResponseWriter {
  if (silent) return silentWriter
  if (!process.stdout.isTTY) return pipeWriter
  return createTerminalWriter({
    contentType: findHeader(headers, 'content-type') ?? '',
    style: createStyle(process.stdout),
  })
}

async function copyBody(response: HttpResponse, writer: ResponseWriter): Promise<void> {
  try {
    for await (const bytes of decodeBody(response)) await writer.write(bytes)
  } finally {
    await writer.end()
  }
}

async function saveBody(response: HttpResponse, path: string): Promise<void> {
  await using file = await openOutputFile(path, '--output')
  for await (const bytes of decodeBody(response)) await file.write(bytes)
  await file.commit()
}

/** The status line and the headers, in the bytes of the server; made safe on a terminal. */
function toHeadBytes(response: HttpResponse): Uint8Array {
  const { status, statusText, headers } = response
  const shown = isDecoded(response)
    ? // These describe the compressed body, which is not what follows.
      headers.filter(([name]) => !/^content-(encoding|length)$/i.test(name))
    : headers
  const bytes = Buffer.from(`HTTP/1.1 ${status} ${statusText}\n${formatFields(shown)}\n`, 'latin1')
  return process.stdout.isTTY ? Buffer.from(escapeControls(bytes.toString())) : bytes
}

function formatFields(fields: readonly HeaderField[]): string {
  return fields.map(([name, value]) => `${name.toLowerCase()}: ${value}\n`).join('')
}
