import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

import { document } from './contract.ts'
import type { Operation } from './contract.ts'

/** What is wrong with a message, a line each; empty when it is as the contract says. */
type Findings = readonly string[]

/** A message to be held against the contract. */
interface Message {
  headers: Headers
  body: string
}

type Json = Record<string, unknown>

/** Holds requests and answers against the contract: JSON Schema 2020-12, formats asserted. */
export interface ContractValidator {
  validateAnswer(operation: Operation, status: number, answer: Message): Findings
  validateRequest(operation: Operation, request: Message): Findings
}

export function createContractValidator(): ContractValidator {
  const { resolve, toFindings } = createResolver()

  const validateHeaders = (
    owner: string,
    declared: Record<string, { pointer: string[]; required: boolean }>,
    headers: Headers,
  ) =>
    Object.entries(declared).flatMap(([name, { pointer, required }]) => {
      const value = headers.get(name)
      if (value === null) return required ? [`${owner} lacks the header ${name}`] : []
      return toFindings(`${owner} header ${name}`, [...pointer, 'schema'], value)
    })

  const validateBody = (owner: string, pointer: string[], { headers, body }: Message) => {
    const content = resolve(pointer).node['content'] as Json | undefined
    const mediaType = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'nothing'
    if (!content || !(mediaType in content))
      return [`${owner} has the undocumented content type ${mediaType}`]
    let value: unknown
    try {
      value = JSON.parse(body)
    } catch {
      return [`${owner} is not JSON`]
    }
    return toFindings(owner, [...resolve(pointer).pointer, 'content', mediaType, 'schema'], value)
  }

  return {
    validateAnswer(operation, status, answer) {
      const key = [String(status), `${Math.floor(status / 100)}XX`, 'default'].find((one) =>
        operation.statuses.includes(one),
      )
      if (key === undefined) return [`${operation.operationId} answers the undocumented status ${status}`]
      const { node, pointer } = resolve([...operation.pointer, 'responses', key])
      const headers = Object.keys((node['headers'] ?? {}) as Json).map((name) => {
        const header = resolve([...pointer, 'headers', name])
        return [name, { pointer: header.pointer, required: header.node['required'] === true }] as const
      })
      const owner = `${operation.operationId} ${status}`
      return [
        ...validateHeaders(owner, Object.fromEntries(headers), answer.headers),
        ...validateBody(`${owner} body`, pointer, answer),
      ]
    },
    validateRequest(operation, request) {
      const { node } = resolve(operation.pointer)
      const parameters = ((node['parameters'] ?? []) as unknown[]).map((_, index) =>
        resolve([...operation.pointer, 'parameters', String(index)]),
      )
      const headers = parameters
        .filter(({ node: parameter }) => parameter['in'] === 'header')
        .map(
          ({ node: parameter, pointer }) =>
            [String(parameter['name']), { pointer, required: parameter['required'] === true }] as const,
        )
      const owner = `${operation.operationId} request`
      const findings = validateHeaders(owner, Object.fromEntries(headers), request.headers)
      if (node['requestBody'])
        return [...findings, ...validateBody(`${owner} body`, [...operation.pointer, 'requestBody'], request)]
      return request.body === '' ? findings : [...findings, `${owner} has a body`]
    },
  }
}

const DOCUMENT_ID = 'https://contract.test/openapi.json'

/** Words of OpenAPI that JSON Schema does not know, and ours. */
const VOCABULARY = ['openapi', 'info', 'servers', 'paths', 'components', 'security', 'tags', 'x-certainty']

/** Finds the parts of the document, following references, and holds values against its schemas. */
function createResolver() {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true })
  addFormats.default(ajv)
  const dateTime = ajv.formats['date-time'] as { validate: (text: string) => boolean }
  // ajv-formats lets a space stand for the T.
  ajv.addFormat('date-time', {
    type: 'string',
    validate: (text: string) => /^.{10}T/i.test(text) && dateTime.validate(text),
  })
  ajv.addVocabulary(VOCABULARY)
  ajv.addSchema({ ...document, $id: DOCUMENT_ID }, undefined, undefined, false)

  const resolve = (pointer: readonly string[]): { node: Json; pointer: string[] } => {
    const node = pointer.reduce<unknown>((parent, key) => (parent as Json)[key], document) as Json
    if (typeof node['$ref'] !== 'string') return { node, pointer: [...pointer] }
    return resolve(node['$ref'].slice(2).split('/').map(fromSegment))
  }

  const toFindings = (owner: string, pointer: readonly string[], value: unknown): string[] => {
    const validate = ajv.getSchema(`${DOCUMENT_ID}#/${pointer.map(toSegment).join('/')}`)
    if (!validate) throw new Error(`The contract has no schema at ${pointer.join(' > ')}`)
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${owner}${instancePath} ${message ?? ''}`,
    )
  }

  return { resolve, toFindings }
}

/** JSON pointer (RFC 6901) as a URI fragment. */
const toSegment = (key: string) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))
const fromSegment = (segment: string) =>
  decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')
