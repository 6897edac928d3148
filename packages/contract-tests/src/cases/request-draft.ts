import type { Contract, MediaType, Operation } from '../openapi/contract.ts'
import { isNode } from '../openapi/document.ts'
import type { Node } from '../openapi/document.ts'
import { isJson } from '../openapi/media-type.ts'
import type { RequestParts } from '../openapi/validate-request.ts'
import type { Expectation } from './case.ts'

/** Credentials that the server accepts, by the name of the body field that carries them. */
export type Tokens = Readonly<Record<string, string>>

/** A valid request of an operation, from which the others are derived. */
export interface BaseRequest {
  readonly operation: Operation
  /** Undefined where the operation has no JSON body. */
  readonly json: { readonly media: MediaType; readonly schema: Node; readonly value: Node } | undefined
  /** The fields of the body that carry credentials. */
  readonly credentials: readonly string[]
  /** Whether {@link Tokens} has a value for each credential. */
  readonly hasTokens: boolean
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
  readonly body?: { readonly type: string | undefined; readonly bytes: Uint8Array<ArrayBuffer> | undefined }
  /** Expected when the request is valid. @defaultValue `'success'` */
  readonly expectation?: Expectation
  readonly isOptional?: boolean
  readonly isLive?: boolean
}

/**
 * The simplest valid request of an operation: its first JSON example, with known credentials in it.
 *
 * @returns Undefined when the operation has a body, but no example of it that is a JSON object.
 */
export function createBaseRequest(
  { validate }: Contract,
  operation: Operation,
  tokens: Tokens,
): BaseRequest | undefined {
  if (!operation.body) return { operation, json: undefined, credentials: [], hasTokens: true }
  const media = operation.body.content.find(({ name }) => isJson(name))
  const { schema, examples = [] } = media ?? {}
  const example = examples.find((one) => schema && validate('body', schema, one).length === 0)
  if (!media || !schema || !isNode(example)) return undefined
  const { properties } = schema
  const isSecret = (name: string): boolean => {
    const property = isNode(properties) ? properties[name] : undefined
    return name in tokens || (isNode(property) && property['format'] === 'password')
  }
  const credentials = Object.keys(example).filter(isSecret)
  const known = Object.fromEntries(Object.entries(tokens).filter(([name]) => credentials.includes(name)))
  const hasTokens = Object.keys(known).length === credentials.length
  return { operation, json: { media, schema, value: { ...example, ...known } }, credentials, hasTokens }
}

/** A JSON body. */
export function toJsonBody(media: MediaType, value: unknown): NonNullable<RequestDraft['body']> {
  return { type: media.name, bytes: new TextEncoder().encode(JSON.stringify(value)) }
}

/** Turns a draft into a request; undefined when HTTP does not allow one of its headers. */
export function toRequestParts(
  { operation, json }: BaseRequest,
  draft: RequestDraft,
): RequestParts | undefined {
  const { method = operation.method, target = operation.path } = draft
  const { body = json && toJsonBody(json.media, json.value) } = draft
  const headers = Object.entries({ ...draft.headers, 'content-type': body?.type }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  )
  // RFC 9110 section 5.5; some runtimes check this too late
  if (headers.some(([, value]) => !/^[\t -~\u0080-\u00FF]*$/.test(value))) return undefined
  return { method, target, headers: new Headers(headers), body: body?.bytes }
}
