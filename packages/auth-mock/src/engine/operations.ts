import { failure, reply } from '../contract/responses.ts'
import type { MockConfig } from './config.ts'
import type { OperationId } from '../contract/contract.ts'
import type { Fault } from '../faults/fault.ts'
import { toRfc3339 } from '../util/instant.ts'
import { type ValidatedRequest, toMessage } from '../contract/validate-request.ts'
import type { TokenStore } from '../tokens/tokens.ts'
import type { ApiResponse } from '../wire/types.ts'

/** What the API answers by its own rules, and the ref of the access token in it. */
export interface OperationResult {
  answer: ApiResponse
  tokenRef?: string
}

/** What the answers are made from. */
export interface OperationContext {
  config: MockConfig
  tokens: TokenStore
}

/** An answer with a token is not to be kept (RFC 6749 section 5.1). */
const NO_STORE = { 'cache-control': 'no-store' }

/** What each operation answers to a request that is fit for it. A new one in the contract is missing here. */
const operations: Readonly<
  Record<
    OperationId,
    (request: ValidatedRequest, model: OperationContext, fault: Fault | undefined) => OperationResult
  >
> = {
  postAccessTokens: postAccessTokens,
  getAccessTokensHealth: () => ({ answer: reply('getAccessTokensHealth', 200, { message: 'OK' }) }),
  getAccessTokensVersion: () => ({
    answer: reply('getAccessTokensVersion', 200, { application_name: 'qci-auth-mock', version: '1.0.0' }),
  }),
}

/**
 * Answers an operation as the API would.
 *
 * @param fault - What goes wrong; here only another life of the access token counts.
 */
export function runOperation(
  operation: OperationId,
  request: ValidatedRequest,
  model: OperationContext,
  fault: Fault | undefined,
): OperationResult {
  if (request.violations.length > 0 && model.config.mode === 'reject') return badRequest(request)
  return operations[operation](request, model, fault)
}

function postAccessTokens(
  request: ValidatedRequest,
  { tokens }: OperationContext,
  fault: Fault | undefined,
): OperationResult {
  const apiToken = apiTokenOf(request)
  if (apiToken === undefined) return badRequest(request) // in the mode 'report' too: there is nothing to trade
  const exchange = tokens.exchange(apiToken, fault?.kind === 'lifetime' ? fault.ms : undefined)
  if ('refusal' in exchange) {
    return { answer: reply('postAccessTokens', 401, { message: exchange.refusal }) }
  }
  const { accessToken, ref, expiresAtMs, owner } = exchange
  const body = {
    access_token: accessToken,
    expires_at_rfc3339: toRfc3339(expiresAtMs),
    token_type: 'Bearer',
    organization_id: owner.organizationId,
    user_id: owner.userId,
  }
  return { answer: reply('postAccessTokens', 200, body, NO_STORE), tokenRef: ref }
}

function badRequest({ violations }: ValidatedRequest): OperationResult {
  return { answer: failure(400, toMessage(violations)) }
}

/** The API token that a request shows, when there is one to be read. */
export function apiTokenOf({ body }: ValidatedRequest): string | undefined {
  const token = (body as { refresh_token?: unknown } | null | undefined)?.refresh_token
  return typeof token === 'string' && token !== '' ? token : undefined
}
