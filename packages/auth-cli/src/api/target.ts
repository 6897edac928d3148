import { usageError } from '../errors/command-error.ts'

/**
 * The address of a path of the API, by the rules of URLs: `jobs` is below the API's address, `/jobs` at the
 * root of its host.
 *
 * @throws CommandError (usage) when it leads to another host, where the access token must not go.
 */
export function toTarget(path: string, api: { url: string; isTrusted(url: string): boolean }): URL {
  const url = URL.canParse(path, api.url) ? new URL(path, api.url) : undefined
  if (!url || url.username || url.password) {
    throw usageError('PATH must be a path of the API, such as optimization/v1/jobs.')
  }
  if (!api.isTrusted(url.href)) {
    throw usageError(`PATH leads away from ${new URL(api.url).origin}, where alone the access token goes.`)
  }
  return url
}

/** An address as it may be shown: a query may hold anything. */
export function toShown({ origin, pathname }: URL): string {
  return origin + pathname
}
