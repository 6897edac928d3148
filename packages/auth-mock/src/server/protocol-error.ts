import type { IncomingMessage } from 'node:http'

import { failure } from '../contract/responses.ts'
import type { ApiResponse } from '../wire/types.ts'

/** What is answered to HTTP that no server should serve (RFC 9110 sections 7.2 and 10.1.1), or `undefined`. */
export function findProtocolError({ httpVersion, headers }: IncomingMessage): ApiResponse | undefined {
  if (headers.host === undefined && httpVersion === '1.1') return failure(400, 'The header Host is missing')
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue') {
    return failure(417, 'There is nothing to expect but 100-continue')
  }
  return undefined
}
