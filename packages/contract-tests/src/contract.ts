import openapi from '@qci-client/auth-api/openapi.json' with { type: 'json' }

/** One operation of the contract. */
export interface Operation {
  operationId: string
  method: string
  path: string
  /** The statuses that it documents, `default` among them. */
  statuses: readonly string[]
  /** Where its parts are in the document, as JSON pointer segments. */
  pointer: readonly string[]
}

/** The contract as one document. */
export const document: Document = openapi

interface Document {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>
}

/** Every operation that the contract documents. */
export function listOperations(): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId, responses }]) => ({
      operationId,
      method: method.toUpperCase(),
      path,
      statuses: Object.keys(responses),
      pointer: ['paths', path, method],
    })),
  )
}

/** The operation that a request is for; undefined when the contract knows none. */
export function findOperation(method: string, path: string): Operation | undefined {
  return listOperations().find((operation) => operation.method === method && operation.path === path)
}
