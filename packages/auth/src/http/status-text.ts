/** Reason phrases of the statuses that this API and gateways send (RFC 9110 section 15, RFC 6585). */
const PHRASES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** The response's reason phrase, or the standard one when it has none, as in HTTP/2. */
export function toStatusText({ status, statusText }: Pick<Response, 'status' | 'statusText'>): string {
  return statusText || PHRASES[status] || 'Error'
}
