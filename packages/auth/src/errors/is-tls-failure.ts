import { readProperty } from '../config/read-property.ts'

/** Codes of Node and Bun, and the texts of Deno: the server's certificate or protocol is not accepted. */
const TLS_FAILURE =
  /\b(CERT_[A-Z_]+|UNABLE_TO_(GET|VERIFY)_[A-Z_]+|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|ERR_TLS_CERT_[A-Z_]+|ERR_SSL_[A-Z_]+)\b|invalid peer certificate/

/** Whether a request failed in TLS in a way that a retry does not change. */
export function isTlsFailure(error: { readonly cause?: unknown; readonly message: string }): boolean {
  const code = readProperty(Object(error.cause) as object, 'code')
  return TLS_FAILURE.test(`${typeof code === 'string' ? code : ''} ${error.message}`)
}
