/** Header names and values of a request, as a plain object. */
export type HeadersObject = Record<string, string>

/** The part of the configuration that is sent with each request. */
interface HeadersConfig {
  readonly timeoutNano: string | undefined
}

// Literals: engines create an object from a literal, and a promise of it, in less time than a copy.

/** Builds the headers of a request without Authorization. */
export function toHeadersWithoutAuthorization(config: HeadersConfig): HeadersObject {
  return addTimeLimit({ 'Content-Type': 'application/json', Connection: 'close' }, config)
}

/** Builds the headers of a request. */
export function toHeaders(Authorization: string, config: HeadersConfig): HeadersObject {
  return addTimeLimit({ 'Content-Type': 'application/json', Connection: 'close', Authorization }, config)
}

/** Builds the headers of one of several requests over one connection: without `Connection: close`. */
export function toHeadersWithoutConnectionClose(Authorization: string, config: HeadersConfig): HeadersObject {
  return addTimeLimit({ 'Content-Type': 'application/json', Authorization }, config)
}

function addTimeLimit(headers: HeadersObject, { timeoutNano }: HeadersConfig): HeadersObject {
  if (timeoutNano !== undefined) headers['X-Request-Timeout-Nano'] = timeoutNano
  return headers
}
