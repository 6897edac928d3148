import { usageError } from '../errors/command-error.ts'

/**
 * The URL of a path of the API, by the rules of URLs: `jobs` is below the API's address, `/jobs` at the root of its
 * host.
 *
 * @throws CommandError (usage) when it is on another host, to which the access token must not be sent.
 */
export function toTarget(path: string, api: { url: string; isTrusted(url: string): boolean }): URL {
  const url = URL.canParse(path, api.url) ? new URL(path, api.url) : undefined
  if (!url || url.username || url.password) {
    throw usageError('PATH must be a path of the API, such as optimization/v1/jobs.')
  }
  if (!api.isTrusted(url.href)) {
    throw usageError(
      `PATH points to another host: the access token is sent only to ${new URL(api.url).origin}.`,
    )
  }
  return url
}
