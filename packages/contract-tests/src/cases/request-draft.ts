import { JSON_TYPE } from '../openapi/contract.ts'
import type { Operation } from '../openapi/contract.ts'
import type { Node, Schema } from '../openapi/document.ts'
import type { RequestParts } from '../openapi/validate-request.ts'
import type { Expectation } from './case.ts'

/** Credentials that the server accepts, by the name of the body field that carries them. */
export type Tokens = Readonly<Record<string, string>>

/** A valid request of an operation, from which the others are derived. */
export interface BaseRequest {
  readonly operation: Operation
  /** Undefined where the operation has no body. */
  readonly body: { readonly schema: Schema; readonly value: Node } | undefined
  /** The field of the body that carries the credential, if any. */
  readonly credential: string | undefined
  /** Whether {@link Tokens} has a value for the credential, or none is needed. */
  readonly isAuthorized: boolean
}

/** A request that has not been validated yet. */
export interface RequestDraft {
  /** The id without its operation. */
  readonly name: string
  readonly subject: string
  /** @defaultValue the operation's method */
  readonly method?: string
  /** @defaultValue the operation's path */
  readonly target?: string
  /** Headers besides `Content-Type`; undefined omits one. @defaultValue none */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** @defaultValue the base request's body */
  readonly body?: DraftBody
  /** Expected when the request is valid. @defaultValue `'success'` */
  readonly expectation?: Expectation
  readonly isOptional?: boolean
}

/** A body and its `Content-Type`. */
export interface DraftBody {
  readonly type: string | undefined
  readonly bytes: Uint8Array<ArrayBuffer> | undefined
}

/** The simplest valid request of an operation: the example of its body, with a known credential in it. */
export function createBaseRequest(operation: Operation, tokens: Tokens): BaseRequest {
  const { schema = {}, example = {} } = operation.body ?? {}
  const isSecret = (name: string): boolean => schema.properties?.[name]?.format === 'password'
  const credential = Object.keys(example).find(isSecret)
  const known = Object.entries(tokens).filter(([name]) => name === credential)
  const body = operation.body && { schema, value: { ...example, ...Object.fromEntries(known) } }
  return { operation, body, credential, isAuthorized: credential === undefined || known.length > 0 }
}

/** A JSON body. */
export function toJsonBody(value: unknown): DraftBody {
  return { type: JSON_TYPE, bytes: new TextEncoder().encode(JSON.stringify(value)) }
}

/** Turns a draft into a request; undefined when HTTP does not allow one of its headers. */
export function toRequestParts(base: BaseRequest, draft: RequestDraft): RequestParts | undefined {
  const { method = base.operation.method, target = base.operation.path } = draft
  const { body = base.body && toJsonBody(base.body.value) } = draft
  const all = Object.entries({ ...draft.headers, 'content-type': body?.type })
  const headers = all.filter((entry): entry is [string, string] => entry[1] !== undefined)
  // RFC 9110 section 5.5; some runtimes check this too late
  if (headers.some(([, value]) => !/^[\t -~\u0080-\u00FF]*$/.test(value))) return undefined
  return { method, target, headers: new Headers(headers), body: body?.bytes }
}
