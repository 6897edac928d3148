import type { IncomingMessage } from 'node:http'

import { failure } from '../contract/responses.ts'
import type { ApiResponse } from '../wire/types.ts'

/** The response to HTTP that servers must reject (RFC 9110 sections 7.2 and 10.1.1), or `undefined`. */
export function findProtocolError({
  httpVersion,
  headers,
  rawHeaders,
}: IncomingMessage): ApiResponse | undefined {
  if (headers.host === undefined && httpVersion === '1.1') return failure(400, 'The Host header is missing')
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host')
  if (hosts.length > 1) return failure(400, 'There is more than one Host header')
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue') {
    return failure(417, 'Unsupported Expect header; only 100-continue is supported')
  }
  return undefined
}
