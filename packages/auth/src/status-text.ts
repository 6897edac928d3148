/** Reason phrases of the statuses that a client of this API meets (RFC 9110 section 15, RFC 6585). */
const PHRASES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** The reason phrase of a status: what the wire had, or the standard's where it had none, as in HTTP/2. */
export function toStatusText(status: number, onTheWire: string): string {
  return onTheWire || (PHRASES[status] ?? (status < 500 ? 'Client Error' : 'Server Error'))
}
