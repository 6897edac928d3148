import { failure, reply } from '../contract/responses.ts'
import type { MockConfig } from './config.ts'
import type { OperationId } from '../contract/contract.ts'
import type { Fault } from '../faults/fault.ts'
import { toRfc3339 } from '../util/instant.ts'
import { type ValidatedRequest, toMessage } from '../contract/validate-request.ts'
import type { TokenStore } from '../tokens/tokens.ts'
import type { ApiResponse } from '../wire/types.ts'

/** The response of an operation by the API's rules, and the ref of the access token in it. */
export interface OperationResult {
  response: ApiResponse
  tokenRef?: string
}

/** What an operation is run with. */
interface OperationCall {
  request: ValidatedRequest
  context: { config: MockConfig; tokens: TokenStore }
  /** Only the fault `lifetime` changes the result of an operation. */
  fault: Fault | undefined
}

/** A response with a token must not be cached (RFC 6749 section 5.1). */
const NO_STORE = { 'cache-control': 'no-store' }

/** The operations by name. An operation of the contract that is missing here is a type error. */
const operations: Readonly<Record<OperationId, (call: OperationCall) => OperationResult>> = {
  postAccessTokens,
  getAccessTokensHealth: () => ({ response: reply('getAccessTokensHealth', 200, { message: 'OK' }) }),
  getAccessTokensVersion: () => ({
    response: reply('getAccessTokensVersion', 200, { application_name: 'qci-auth-mock', version: '1.0.0' }),
  }),
}

/** Runs an operation as the API does. A request that violates the contract gets 400 in the mode `reject`. */
export function runOperation(operation: OperationId, call: OperationCall): OperationResult {
  const { request, context } = call
  if (request.violations.length > 0 && context.config.mode === 'reject') return badRequest(request)
  return operations[operation](call)
}

function postAccessTokens({ request, context: { tokens }, fault }: OperationCall): OperationResult {
  const apiToken = apiTokenOf(request)
  if (apiToken === undefined) return badRequest(request) // in the mode `report` too: there is no token to exchange
  const exchange = tokens.exchange(apiToken, fault?.kind === 'lifetime' ? fault.ms : undefined)
  if ('rejectionReason' in exchange) {
    return { response: reply('postAccessTokens', 401, { message: exchange.rejectionReason }) }
  }
  const { accessToken, ref, expiresAtMs, owner } = exchange
  const body = {
    access_token: accessToken,
    expires_at_rfc3339: toRfc3339(expiresAtMs),
    token_type: 'Bearer',
    organization_id: owner.organizationId,
    user_id: owner.userId,
  }
  return { response: reply('postAccessTokens', 200, body, NO_STORE), tokenRef: ref }
}

function badRequest({ violations }: ValidatedRequest): OperationResult {
  return { response: failure(400, toMessage(violations)) }
}

/** The API token in the body, or `undefined` when there is none. */
export function apiTokenOf({ body }: ValidatedRequest): string | undefined {
  const token = (body as { refresh_token?: unknown } | null | undefined)?.refresh_token
  return typeof token === 'string' && token !== '' ? token : undefined
}
