import { isNode, resolveReferences } from './document.ts'
import type { Node } from './document.ts'
import { createValidator } from './validator.ts'
import type { Validator } from './validator.ts'

/** A documented header of a request or response. */
export interface DocumentedHeader {
  readonly name: string
  readonly isRequired: boolean
  readonly schema: Node
  readonly examples: readonly string[]
  readonly isAssumed: boolean
}

/** One media type of a body. */
export interface MediaType {
  /** Lower case, without parameters. */
  readonly name: string
  readonly schema: Node | undefined
  readonly examples: readonly unknown[]
}

/** What an operation documents for one status. */
export interface DocumentedResponse {
  readonly headers: readonly DocumentedHeader[]
  /** Empty when the response has no body. */
  readonly content: readonly MediaType[]
  readonly isAssumed: boolean
}

/** An operation of the contract. */
export interface Operation {
  readonly operationId: string
  /** In upper case. */
  readonly method: string
  readonly path: string
  readonly headers: readonly DocumentedHeader[]
  readonly body: { readonly isRequired: boolean; readonly content: readonly MediaType[] } | undefined
  /** By status as in the document: `200`, `4XX`, `default`. */
  readonly responses: Readonly<Record<string, DocumentedResponse>>
}

/** An OpenAPI document in the form that cases and checks need. */
export interface Contract {
  readonly operations: readonly Operation[]
  readonly validate: Validator
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']

/**
 * Reads a bundled OpenAPI 3.1 document.
 *
 * @throws TypeError for another version or dialect, an invalid reference, or what is not supported: parameters in
 *   path, query or cookie, and headers that are not strings.
 */
export function readContract(input: Node): Contract {
  if (!String(input['openapi']).startsWith('3.1.') || 'jsonSchemaDialect' in input) {
    throw new TypeError('The document is not OpenAPI 3.1 in its default dialect')
  }
  const { root, isAssumed } = resolveReferences(input)

  const readHeader = (name: string, header: Node): DocumentedHeader => {
    const { schema, required, in: location = 'header' } = header
    if (location !== 'header' || !isNode(schema) || schema['type'] !== 'string') {
      throw new TypeError(`The parameter ${name} is not supported: it must be a header of type string`)
    }
    const isRequired = required === true
    const examples = readExamples(header).filter((one) => typeof one === 'string')
    return { name, isRequired, schema, examples, isAssumed: isAssumed(header) }
  }
  const readResponse = (response: Node): DocumentedResponse => ({
    headers: entriesOf(response['headers']).map(([name, header]) => readHeader(name, header)),
    content: readContent(response),
    isAssumed: isAssumed(response),
  })
  const readOperation = (path: string, method: string, operation: Node): Operation => {
    const { operationId = `${method} ${path}`, requestBody: body, parameters = [] } = operation
    const responses = entriesOf(operation['responses'])
    return {
      operationId: String(operationId),
      method: method.toUpperCase(),
      path,
      headers: (parameters as Node[]).map((parameter) => readHeader(String(parameter['name']), parameter)),
      body: isNode(body) ? { isRequired: body['required'] === true, content: readContent(body) } : undefined,
      responses: Object.fromEntries(responses.map(([status, response]) => [status, readResponse(response)])),
    }
  }
  const operations = entriesOf(root['paths']).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (isNode(item[method]) ? [readOperation(path, method, item[method])] : [])),
  )
  return { operations, validate: createValidator(isAssumed) }
}

function readContent(owner: Node): MediaType[] {
  return entriesOf(owner['content']).map(([name, media]) => ({
    name: name.split(';')[0]!.trim().toLowerCase(),
    schema: isNode(media['schema']) ? media['schema'] : undefined,
    examples: readExamples(media),
  }))
}

function readExamples(owner: Node): unknown[] {
  const named = entriesOf(owner['examples']).flatMap(([, node]) => ('value' in node ? [node['value']] : []))
  return 'example' in owner ? [owner['example'], ...named] : named
}

function entriesOf(node: unknown): [string, Node][] {
  return isNode(node) ? (Object.entries(node) as [string, Node][]) : []
}
