// Generated from the contract by generate.ts: run "pnpm generate". Do not edit.
import type { Validate } from '../validation/validate.ts'
// @ts-expect-error -- without types; the declarations below have them
import * as validators from './validators.js'

/** The operations with their methods and paths. */
export const routes: readonly { operation: OperationId; method: string; path: string }[] = [
  { operation: 'postAccessTokens', method: 'POST', path: '/auth/v1/access-tokens/' },
  { operation: 'getAccessTokensHealth', method: 'GET', path: '/auth/v1/access-tokens/health' },
  { operation: 'getAccessTokensVersion', method: 'GET', path: '/auth/v1/access-tokens/version' },
]

/** The operations of the contract. */
export type OperationId = 'postAccessTokens' | 'getAccessTokensHealth' | 'getAccessTokensVersion'

/** Checks the request headers, their names in lower case. */
export const requestHeaders: Readonly<Record<OperationId, Validate>> = {
  postAccessTokens: validators.postAccessTokensHeaders,
  getAccessTokensHealth: validators.getAccessTokensHealthHeaders,
  getAccessTokensVersion: validators.getAccessTokensVersionHeaders,
}

/** Checks the request body, of the operations that take one. */
export const requestBodies: Readonly<Partial<Record<OperationId, Validate>>> = {
  postAccessTokens: validators.AccessTokenRequest,
}

/** Checks the body of a response, by status. */
export const responseBodies: Readonly<Record<OperationId, Readonly<Record<string, Validate>>>> = {
  postAccessTokens: { '200': validators.AccessToken, '400': validators.ErrorMessage, '401': validators.ErrorMessage, default: validators.ErrorMessage },
  getAccessTokensHealth: { '200': validators.Health, '400': validators.ErrorMessage, default: validators.ErrorMessage },
  getAccessTokensVersion: { '200': validators.Version, '400': validators.ErrorMessage, default: validators.ErrorMessage },
}
