import openapi from '@qci-client/auth-api/openapi.json' with { type: 'json' }

import { isAssumed, resolveReferences } from './document.ts'
import type { Node, Schema } from './document.ts'

/** A documented header of a request. No header is required. */
export interface DocumentedHeader {
  readonly name: string
  readonly schema: Schema
  readonly examples: readonly string[]
}

/** What an operation documents for one status. Every response has a JSON body; no header has rules of its own. */
export interface DocumentedResponse {
  readonly schema: Schema
  readonly isAssumed: boolean
}

/** An operation of the contract. */
export interface Operation {
  readonly operationId: string
  /** In upper case. */
  readonly method: string
  readonly path: string
  readonly headers: readonly DocumentedHeader[]
  /** The required JSON body; undefined where the operation has no body. */
  readonly body: { readonly schema: Schema; readonly example: Node } | undefined
  /** By status: `200`, or `default` for every other failure. */
  readonly responses: Readonly<Record<string, DocumentedResponse>>
}

/** The media type of every body. */
export const JSON_TYPE = 'application/json'

/** The operations of QCi's auth API. Each has a path of its own. */
export const operations: readonly Operation[] = readOperations(resolveReferences(openapi))

/** What an operation documents for a status. `default` covers failures only: successes are listed one by one. */
export function findResponse({ responses }: Operation, status: number): DocumentedResponse | undefined {
  return responses[status] ?? (status < 400 ? undefined : responses['default'])
}

/** Something with a schema and examples, by their names. */
interface DescribedValue {
  readonly schema: Schema
  readonly examples: Readonly<Record<string, { readonly value: unknown }>>
}

interface DescribedBody {
  readonly content: { readonly [JSON_TYPE]: DescribedValue }
}

/** What is read of an operation. */
interface DescribedOperation {
  readonly operationId: string
  readonly parameters: readonly (DescribedValue & { readonly name: string; readonly in: string })[]
  readonly requestBody?: DescribedBody
  readonly responses: Readonly<Record<string, DescribedBody>>
}

function readOperations({ paths }: Node): Operation[] {
  const items = Object.entries(
    paths as Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>,
  )
  return items.flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => readOperation(path, method, operation)),
  )
}

function readOperation(path: string, method: string, operation: DescribedOperation): Operation {
  const { operationId, parameters, requestBody, responses } = operation
  const other = parameters.find((parameter) => parameter.in !== 'header')
  if (other) throw new TypeError(`The parameter ${other.name} is not supported: it is not a header`)
  const media = requestBody?.content[JSON_TYPE]
  const documented = Object.entries(responses).map(([status, response]) => {
    return [status, { schema: response.content[JSON_TYPE].schema, isAssumed: isAssumed(response) }] as const
  })
  return {
    operationId,
    method: method.toUpperCase(),
    path,
    headers: parameters.map(({ name, schema, examples }) => {
      return { name, schema, examples: listValues(examples).map(String) }
    }),
    body: media && { schema: media.schema, example: listValues(media.examples)[0] as Node },
    responses: Object.fromEntries(documented),
  }
}

function listValues(examples: DescribedValue['examples']): unknown[] {
  return Object.values(examples).map(({ value }) => value)
}
