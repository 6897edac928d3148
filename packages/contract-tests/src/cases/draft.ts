import { locate } from '../openapi/node.ts'
import type { Contract, MediaType, Operation, Parameter } from '../openapi/contract.ts'
import { isJson } from '../openapi/judge-request.ts'
import type { RequestParts } from '../openapi/judge-request.ts'
import type { Schemas } from '../openapi/schemas.ts'
import { findBaseValue } from '../generate/base-value.ts'
import { replaceAt } from '../generate/variants.ts'
import { findCredentials, toCredentialHeaders } from './credentials.ts'
import type { Tokens } from './credentials.ts'

/** A request before it is put into words. */
export interface Draft {
  readonly path: Readonly<Record<string, string>>
  readonly query: readonly (readonly [string, string])[]
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer> | undefined
}

/** A request that an operation accepts, and what it is made of. */
export interface Base {
  readonly operation: Operation
  readonly draft: Draft
  /** The JSON of its body; undefined where it takes none, or none that is JSON. */
  readonly json: { readonly media: MediaType; readonly value: unknown } | undefined
  /** Where in the JSON the credentials are, as keys. */
  readonly credentials: readonly (readonly string[])[]
  /** Whether each credential that it wants is one that the server knows. */
  readonly isKnown: boolean
}

/** Headers by which a connection is managed: other values than the documented examples break it. */
const CONNECTION_HEADERS = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** Whether values may be made up for a parameter. */
export function isVariable({ place, name, schema }: Parameter): boolean {
  return schema !== undefined && !(place === 'header' && CONNECTION_HEADERS.includes(name.toLowerCase()))
}

/**
 * The plainest request that an operation accepts: what is required, from examples where there are some.
 *
 * @param tokens - Credentials that the server knows, by the names of the fields, parameters or security
 *   schemes that take them.
 * @returns Undefined when none can be made, because a schema is beyond what is understood.
 */
export function createBase(
  contract: Contract,
  schemas: Schemas,
  operation: Operation,
  tokens: Tokens,
): Base | undefined {
  const { document } = contract
  let draft: Draft = {
    path: {},
    query: [],
    headers: toCredentialHeaders(contract, operation, tokens),
    body: undefined,
  }
  for (const parameter of operation.parameters.filter(({ required }) => required)) {
    const known = Object.hasOwn(tokens, parameter.name) ? tokens[parameter.name] : undefined
    const texts = toTexts(parameter, known ?? findParameterValue(document, schemas, parameter))
    if (!texts) return undefined
    draft = withParameter(draft, parameter, texts)
  }
  const isLetIn =
    operation.security.length === 0 ||
    operation.security.some((way) => way.every((name) => Object.hasOwn(tokens, name)))
  const plain = { operation, draft, json: undefined, credentials: [], isKnown: isLetIn }
  if (!operation.body) return plain

  const media = operation.body.content.find(({ name }) => isJson(name))
  if (!media?.schema) return operation.body.required ? undefined : plain
  const found = findBaseValue(document, schemas, media.schema, media.examples)
  if (!found) return undefined
  const credentials = findCredentials(document, media.schema.node, found.value, tokens)
  const known = credentials.filter((place) => Object.hasOwn(tokens, place.at(-1)!))
  const value = known.reduce((body, place) => replaceAt(body, place, tokens[place.at(-1)!]), found.value)
  return {
    operation,
    draft: withJson(draft, media, value),
    json: { media, value },
    credentials,
    isKnown: isLetIn && known.length === credentials.length,
  }
}

/** A value that a parameter allows: a documented example where there is one. */
export function findParameterValue(
  document: Contract['document'],
  schemas: Schemas,
  { schema, examples }: Parameter,
): unknown {
  if (!schema) return examples[0]
  return findBaseValue(document, schemas, locate(document, schema.pointer), examples)?.value
}

/** What goes over the wire for the value of a parameter, several texts for a list; undefined when it is not plain. */
export function toTexts({ place, explode }: Parameter, value: unknown): string[] | undefined {
  const texts = (Array.isArray(value) ? (value as unknown[]) : [value]).map(toText)
  if (texts.length === 0 || !texts.every((text) => text !== undefined)) return undefined
  return Array.isArray(value) && !(place === 'query' && explode) ? [texts.join(',')] : texts
}

function toText(value: unknown): string | undefined {
  if (value === null) return 'null'
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

/** The draft with a parameter in it, in place of one that was there. */
export function withParameter(draft: Draft, { place, name }: Parameter, texts: readonly string[]): Draft {
  const [text = ''] = texts
  const key = name.toLowerCase()
  switch (place) {
    case 'path':
      return { ...draft, path: { ...draft.path, [name]: text } }
    case 'query':
      return {
        ...draft,
        query: [
          ...draft.query.filter(([other]) => other !== name),
          ...texts.map((one) => [name, one] as const),
        ],
      }
    case 'cookie':
      return { ...draft, headers: { ...draft.headers, cookie: `${name}=${text}` } }
    default:
      return { ...draft, headers: { ...draft.headers, [key]: text } }
  }
}

/** The draft without a parameter. */
export function withoutParameter(draft: Draft, { place, name }: Parameter): Draft {
  if (place === 'query') return { ...draft, query: draft.query.filter(([other]) => other !== name) }
  return withoutHeader(draft, place === 'cookie' ? 'cookie' : name.toLowerCase())
}

/** The draft without a header. */
export function withoutHeader(draft: Draft, name: string): Draft {
  return {
    ...draft,
    headers: Object.fromEntries(Object.entries(draft.headers).filter(([key]) => key !== name)),
  }
}

/** The draft with this JSON as its body. */
export function withJson(draft: Draft, media: MediaType, value: unknown): Draft {
  return withBody(draft, media.name, new TextEncoder().encode(JSON.stringify(value)))
}

/** The draft with these bytes as its body; without a `Content-Type` when that is undefined. */
export function withBody(
  draft: Draft,
  contentType: string | undefined,
  body: Uint8Array<ArrayBuffer> | undefined,
): Draft {
  const rest = withoutHeader(draft, 'content-type')
  return {
    ...rest,
    headers: contentType === undefined ? rest.headers : { ...rest.headers, 'content-type': contentType },
    body,
  }
}

/**
 * Puts a draft into words.
 *
 * @returns Undefined when it cannot be said: a header with characters that none can have, a path that URLs make another of.
 */
export function toRequestParts({ method, path }: Operation, draft: Draft): RequestParts | undefined {
  const filled = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(draft.path[name] ?? ''),
  )
  // what RFC 9110 section 5.5 lets a field hold; some runtimes refuse the rest late
  if (Object.values(draft.headers).some((value) => !/^[\t -~\u0080-\u00FF]*$/.test(value))) return undefined
  const query = new URLSearchParams(draft.query.map(([name, value]) => [name, value])).toString()
  try {
    const { pathname, search } = new URL(`http://host.test${filled}${query && `?${query}`}`)
    if (pathname !== filled) return undefined
    return { method, target: pathname + search, headers: new Headers(draft.headers), body: draft.body }
  } catch {
    return undefined
  }
}
