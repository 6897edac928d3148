import { isQciAuthError } from '@qci-client/auth'

/** The first thing to do about an error, as a sentence to append; empty when its message says it already. */
export function toAdvice(error: Error): string {
  if (!isQciAuthError(error) || error.code !== 'ERR_QCI_AUTH_API') return ''
  if (error.status === 401 || error.status === 403) {
    return '\n  The API refuses the API token: is QCI_TOKEN a token of this API, and still good?'
  }
  return error.status === 404 ? '\n  There is no auth API at this address: is QCI_API_URL right?' : ''
}
