import type { paths } from '@qci-client/auth-api'

/** The JSON body of an operation of the contract; nothing when it has none. */
type BodyOf<Described> = Described extends { requestBody: { content: { 'application/json': infer Body } } }
  ? { readonly body: Body }
  : { readonly body?: undefined }

type OperationsOf<Path extends keyof paths, Method extends string> =
  Lowercase<Method> extends infer Key extends keyof paths[Path]
    ? [paths[Path][Key]] extends [undefined]
      ? never
      : { readonly path: Path; readonly method: Method } & BodyOf<paths[Path][Key]>
    : never

/** A request that the contract describes. Any other path, method or body does not compile. */
export type Operation = {
  [Path in keyof paths]: OperationsOf<Path, 'GET'> | OperationsOf<Path, 'POST'>
}[keyof paths]

/** Exchanges this API token for an access token. */
export function postAccessTokens(apiToken: string): Operation {
  return { path: '/auth/v1/access-tokens/', method: 'POST', body: { refresh_token: apiToken } }
}

/** Requests the API's health. */
export const getAccessTokensHealth: Operation = { path: '/auth/v1/access-tokens/health', method: 'GET' }

/** Requests the API's name and version. */
export const getAccessTokensVersion: Operation = { path: '/auth/v1/access-tokens/version', method: 'GET' }
