import { isNode, locate, locateChild, locateChildren } from './node.ts'
import type { Located, Node } from './node.ts'
import { toOpenApi31 } from './upgrade.ts'

/** Where a parameter goes. */
export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie'

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string
  readonly place: ParameterPlace
  readonly required: boolean
  /** Undefined when it has no schema, or one that is not serialized as plain text. */
  readonly schema: Located | undefined
  readonly examples: readonly unknown[]
  /** Whether each item of a list is sent under the name of its own. */
  readonly explode: boolean
}

/** One media type of a body. */
export interface MediaType {
  /** Lower case, without parameters; may be a range such as `text/*`. */
  readonly name: string
  readonly schema: Located | undefined
  readonly examples: readonly unknown[]
}

/** What an operation documents of one status. */
export interface ResponseShape {
  readonly headers: readonly {
    readonly name: string
    readonly required: boolean
    readonly schema: Located | undefined
    readonly isAssumed: boolean
  }[]
  /** Empty when it has no body. */
  readonly content: readonly MediaType[]
  readonly isAssumed: boolean
}

/** One operation of a contract. */
export interface Operation {
  readonly operationId: string
  /** In upper case. */
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: { readonly required: boolean; readonly content: readonly MediaType[] } | undefined
  /** By status as the document names it: `200`, `4XX`, `default`. */
  readonly responses: Readonly<Record<string, ResponseShape>>
  /** Names of the security schemes, one list for each way to be let in; empty when it asks for none. */
  readonly security: readonly (readonly string[])[]
}

/** An OpenAPI document, read. */
export interface Contract {
  readonly document: Node
  readonly operations: readonly Operation[]
  /** The schemes that {@link Operation.security} names. */
  readonly securitySchemes: Readonly<Record<string, Node>>
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
/** OpenAPI gives these names another place; a header parameter of that name is to be ignored. */
const NO_HEADER_PARAMETERS = ['accept', 'content-type', 'authorization']

/**
 * Reads an OpenAPI document, 3.1 or 3.0, bundled into one.
 *
 * @throws TypeError when it is none, or a reference leads nowhere.
 */
export function readContract(input: Node): Contract {
  if (!/^3\.[01]\./.test(String(input['openapi'])))
    throw new TypeError('This is no OpenAPI 3.0 or 3.1 document')
  const document = toOpenApi31(input)
  const root = locate(document, [])
  const operations = locateChildren(document, root, 'paths').flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = locateChild(document, item, method)
      return operation ? [readOperation(document, path, method, item, operation)] : []
    }),
  )
  const components = locateChild(document, root, 'components')
  const schemes = locateChildren(document, components, 'securitySchemes')
  return {
    document,
    operations,
    securitySchemes: Object.fromEntries(schemes.map(([name, { node }]) => [name, node])),
  }
}

function readOperation(
  document: Node,
  path: string,
  method: string,
  item: Located,
  operation: Located,
): Operation {
  const parameters = [item, operation]
    .flatMap((owner) => locateChildren(document, owner, 'parameters'))
    .map(([, parameter]) => readParameter(document, parameter))
    .filter(({ place, name }) => place !== 'header' || !NO_HEADER_PARAMETERS.includes(name.toLowerCase()))
  const body = locateChild(document, operation, 'requestBody')
  const security = (operation.node['security'] ?? document['security'] ?? []) as Record<string, unknown>[]
  return {
    operationId: (operation.node['operationId'] as string | undefined) ?? `${method} ${path}`,
    method: method.toUpperCase(),
    path,
    // one of the operation takes the place of one of the path
    parameters: [...new Map(parameters.map((one) => [`${one.place} ${one.name}`, one])).values()],
    body: body && { required: body.node['required'] === true, content: readContent(document, body) },
    responses: Object.fromEntries(
      locateChildren(document, operation, 'responses').map(([status, response]) => [
        status.toUpperCase().replace('DEFAULT', 'default'),
        readResponse(document, response),
      ]),
    ),
    security: security.some((way) => Object.keys(way).length === 0)
      ? []
      : security.map((way) => Object.keys(way)),
  }
}

function readParameter(document: Node, parameter: Located): Parameter {
  const { node } = parameter
  const place = node['in'] as ParameterPlace
  const style =
    (node['style'] as string | undefined) ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple')
  const schema = locateChild(document, parameter, 'schema')
  const isPlain = style === 'form' || style === 'simple'
  return {
    name: String(node['name']),
    place,
    required: node['required'] === true || place === 'path',
    schema: isPlain ? schema : undefined,
    examples: readExamples(document, parameter),
    explode: typeof node['explode'] === 'boolean' ? node['explode'] : style === 'form',
  }
}

function readContent(document: Node, owner: Located): MediaType[] {
  return locateChildren(document, owner, 'content').map(([name, media]) => ({
    name: name.split(';')[0]!.trim().toLowerCase(),
    schema: locateChild(document, media, 'schema'),
    examples: readExamples(document, media),
  }))
}

function readResponse(document: Node, response: Located): ResponseShape {
  return {
    headers: locateChildren(document, response, 'headers')
      .filter(([name]) => name.toLowerCase() !== 'content-type')
      .map(([name, header]) => ({
        name,
        required: header.node['required'] === true,
        schema: locateChild(document, header, 'schema'),
        isAssumed: header.isAssumed,
      })),
    content: readContent(document, response),
    isAssumed: response.isAssumed,
  }
}

function readExamples(document: Node, owner: Located): unknown[] {
  const single = 'example' in owner.node ? [owner.node['example']] : []
  const named = locateChildren(document, owner, 'examples')
    .filter(([, { node }]) => isNode(node) && 'value' in node)
    .map(([, { node }]) => node['value'])
  return [...single, ...named]
}
