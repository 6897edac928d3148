import type { OperationId } from '../contract/contract.ts'
import { takesBody, validateRequest } from '../contract/validate-request.ts'
import { validateResponse } from '../contract/validate-response.ts'
import { createFaultResponse } from '../faults/apply-fault.ts'
import { MAX_REQUEST_BODY_BYTES } from '../wire/types.ts'
import { apiTokenOf, runOperation } from './operations.ts'
import { type Exchange, type Outcome, report, takeFault } from './outcome.ts'

const NO_BODY = new Uint8Array()

/**
 * Responds to an operation of the auth API; `undefined` when the connection is dropped or the caller has
 * disconnected.
 */
export async function handleOperation(
  operation: OperationId,
  exchange: Exchange,
): Promise<Outcome | undefined> {
  const { state, request, entry, released } = exchange
  const bytes = takesBody(operation)
    ? await request.readBody(MAX_REQUEST_BODY_BYTES).catch(() => 'disconnected' as const)
    : NO_BODY
  if (bytes === 'disconnected' || released.aborted) return undefined

  const validated = validateRequest(operation, request.headers, bytes)
  const apiToken = apiTokenOf(validated)
  entry.violations = validated.violations
  entry.body = validated.body === undefined ? sizeOf(bytes) : state.mask.requestBody(validated.body)
  entry.tokenRef = apiToken === undefined ? undefined : state.tokens.refOf(apiToken)
  state.journal.grow(entry, bytes?.length ?? 0)
  for (const { where, what } of validated.violations) report(exchange, `${where} ${what}`)

  const fault = await takeFault(exchange)
  if (fault === 'dropped') return undefined
  const replacement = fault && createFaultResponse(fault)
  if (replacement) return { response: replacement, fault }
  const { response, tokenRef } = runOperation(operation, { request: validated, context: state, fault })
  const onBug = (bug: string): void => report(exchange, bug)
  return { response: validateResponse(operation, response, onBug), tokenRef, fault }
}

/** What the journal shows of a body that could not be parsed. */
function sizeOf(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return '[too large]'
  return bytes.length === 0 ? undefined : `[${bytes.length} bytes]`
}
