import { validateHeaderName, validateHeaderValue } from 'node:http'

import { usageError } from '../errors/command-error.ts'
import type { HeaderField } from '../http/send-http-request.ts'
import { parseFields } from './fields.ts'
import { openBody, toTextBody } from './request-body.ts'
import type { RequestBody } from './request-body.ts'

/** The flags that describe a request. */
export interface RequestFlags {
  method?: string
  data?: string
  field?: readonly string[]
  jsonField?: readonly string[]
  header?: readonly string[]
}

/** A request without its URL and its Authorization. */
export interface ApiRequest {
  readonly method: string
  readonly headers: readonly HeaderField[]
  readonly body: RequestBody | undefined
}

/**
 * Reads the flags of a request. Sends nothing.
 *
 * @throws CommandError (usage) that shows no value.
 */
export async function toRequest(flags: RequestFlags, signal: AbortSignal): Promise<ApiRequest> {
  const body = await toBody(flags, signal)
  const method = parseMethod(flags.method ?? (body ? 'POST' : 'GET'))
  const headers = (flags.header ?? []).map(parseHeader)
  if (body && /^(GET|HEAD)$/.test(method)) {
    throw usageError(`A ${method} request has no body: omit --data and the fields, or use another --method.`)
  }
  const has = (name: string) => headers.some(([each]) => each.toLowerCase() === name)
  if (body && !has('content-type')) headers.push(['Content-Type', 'application/json'])
  if (!has('accept')) headers.push(['Accept', '*/*'])
  return { method, headers, body }
}

async function toBody(
  { data, field = [], jsonField = [] }: RequestFlags,
  signal: AbortSignal,
): Promise<RequestBody | undefined> {
  if (field.length + jsonField.length > 0) {
    if (data !== undefined) throw usageError('--data and the fields cannot be used together.')
    return toTextBody(JSON.stringify(parseFields({ texts: field, values: jsonField })))
  }
  if (data === undefined) return undefined
  if (data === '-') return openBody('-', { flag: '--data', signal })
  return data.startsWith('@') ? openBody(data.slice(1), { flag: '--data', signal }) : toTextBody(data)
}

function parseMethod(text: string): string {
  const method = text.toUpperCase()
  // RFC 9110 section 5.6.2. CONNECT and TRACE are for proxies and diagnosis.
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(method) && !/^(CONNECT|TRACE|TRACK)$/.test(method)) return method
  throw usageError('--method must be an HTTP method such as GET, POST or DELETE.')
}

/** Headers that the command or the connection sets. */
const OWN_HEADERS =
  /^(host|connection|content-length|transfer-encoding|keep-alive|upgrade|te|trailer|expect)$/i

function parseHeader(line: string): HeaderField {
  const [, name = '', text = ''] = /^([^:\s]+):(.*)$/s.exec(line) ?? []
  const value = text.trim()
  // Arguments are visible to every program of this machine, and this command adds the token.
  if (/^(proxy-)?authorization$/i.test(name)) {
    throw usageError(`--header: omit ${name}. Authorization is added automatically.`)
  }
  if (OWN_HEADERS.test(name)) throw usageError(`--header: omit ${name}. It is set automatically.`)
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
  } catch {
    throw usageError('--header must have the form "Name: value".')
  }
  return [name, value]
}
