/**
 * A connection or a transfer that failed, with a message that users can read. Codes of failures between this machine
 * and its proxy begin with `PROXY_`.
 */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly code: string
  /** What was requested, without the query; undefined where it is not known yet. */
  readonly url: string | undefined

  constructor(message: string, code: string, url?: string) {
    super(message)
    this.code = code
    this.url = url
  }
}

interface NodeError {
  message?: string
  code?: unknown
  cause?: unknown
  errors?: readonly unknown[]
}

/**
 * Turns an error of Node's sockets, HTTP parser or OpenSSL into a {@link TransportError}.
 *
 * @param options.isProxy - Whether the connection to the proxy failed rather than that to the API.
 */
export function toTransportError(
  error: unknown,
  { isProxy = false }: { isProxy?: boolean } = {},
): TransportError {
  if (error instanceof TransportError && !isProxy) return error
  const { message, code } = describe(toDeepest(error))
  return isProxy && !code.startsWith('PROXY_')
    ? new TransportError(`the proxy: ${message}`, `PROXY_${code}`)
    : new TransportError(message, code)
}

function toDeepest(error: unknown): NodeError {
  let deepest = error as NodeError
  // At most ten: causes may form a circle.
  for (let depth = 0; depth < 10 && deepest.cause instanceof Error; depth += 1) deepest = deepest.cause
  return deepest
}

function describe(error: NodeError): { message: string; code: string } {
  const code = typeof error.code === 'string' ? error.code : 'UNKNOWN'
  // Attempts at several addresses of a host fail as one AggregateError without a message.
  const attempts = (error.errors ?? []) as readonly NodeError[]
  if (attempts.length > 0) {
    const codes = attempts.map((attempt) => (typeof attempt.code === 'string' ? attempt.code : code))
    return {
      message: [...new Set(attempts.map((attempt) => attempt.message))].join(', '),
      // A missing address family is less helpful than the failure of the other one.
      code: codes.find((each) => !/^(ENETUNREACH|EADDRNOTAVAIL|EAFNOSUPPORT)$/.test(each)) ?? codes[0]!,
    }
  }
  // OpenSSL: "write EPROTO 80AB…:error:0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure:…".
  const reason = /:SSL routines:[^:]*:([^:\n]+)/.exec(error.message ?? '')?.[1]?.trim()
  if (reason !== undefined) {
    return {
      message: `TLS handshake failed: ${reason}`,
      code: `ERR_SSL_${reason.toUpperCase().replaceAll(/\W+/g, '_')}`,
    }
  }
  // After a semicolon, Node recommends its own flags.
  const message = (error.message ?? '').split(';')[0]!.trim() || code
  return { message: message.includes(code) ? message : `${message} (${code})`, code }
}
