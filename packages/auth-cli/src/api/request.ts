import { usageError } from '../errors/command-error.ts'
import { readInput } from '../config/read-input.ts'

/** The flags that make a request. */
export interface RequestFlags {
  method?: string
  data?: string
  header?: readonly string[]
}

/** A request without its address and its Authorization. */
export interface ApiRequest {
  method: string
  headers: Headers
  body: string | Uint8Array<ArrayBuffer> | undefined
}

/**
 * Reads the flags of a request. Nothing is sent.
 *
 * @throws CommandError (usage) that shows no value.
 */
export async function toRequest({ method, data, header = [] }: RequestFlags): Promise<ApiRequest> {
  const body = data?.startsWith('@') ? await readBody(data.slice(1)) : data
  const request = {
    method: parseMethod(method ?? (body === undefined ? 'GET' : 'POST')),
    headers: parseHeaders(header),
    body,
  }
  if (body !== undefined && /^(GET|HEAD)$/.test(request.method)) {
    throw usageError(`A ${request.method} request has no body: leave out --data, or give another --method.`)
  }
  if (body !== undefined && !request.headers.has('content-type')) {
    request.headers.set('content-type', 'application/json')
  }
  // As the API has the bytes: otherwise they come compressed, and are given out decompressed.
  if (!request.headers.has('accept-encoding')) request.headers.set('accept-encoding', 'identity')
  return request
}

async function readBody(file: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readInput(file, '--data'))
}

function parseMethod(text: string): string {
  const method = text.toUpperCase()
  // RFC 9110 section 5.6.2; fetch refuses these three.
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(method) && !/^(CONNECT|TRACE|TRACK)$/.test(method)) return method
  throw usageError('--method must be an HTTP method such as GET, POST or DELETE.')
}

function parseHeaders(lines: readonly string[]): Headers {
  const headers = new Headers()
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:\s]+):(.*)$/s.exec(line) ?? []
    // Arguments are seen by every program of the machine; and this command is there to add it.
    if (/^(proxy-)?authorization$/i.test(name)) {
      throw usageError(`--header: ${name} must not be given; Authorization is added by itself.`)
    }
    try {
      headers.append(name, value)
    } catch {
      throw usageError('--header must be like "Name: value".')
    }
  }
  return headers
}
