import type { Endpoint } from './endpoint.ts'

/** Describes the endpoints of the admin API in OpenAPI 3.1. */
export function describeEndpoints(endpoints: readonly Endpoint[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const endpoint of endpoints) {
    const path = (paths[`/__mock__/${endpoint.path}`] ??= {})
    path[endpoint.method.toLowerCase()] = describe(endpoint)
  }
  const message = { type: 'object', required: ['message'], properties: { message: { type: 'string' } } }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Admin API of qci-auth-mock',
      version: '1.0.0',
      description:
        "Controls the mock's faults, clock, tokens and journal. Loopback names and allowed hosts only.",
    },
    paths,
    components: {
      responses: {
        Error: {
          description: 'The request is wrong: the message names the field, the path or the method.',
          content: { 'application/json': { schema: message } },
        },
      },
    },
  }
}

function describe({ method, path, summary, query = {}, fields, takesList, status = 200 }: Endpoint): object {
  const parameters = [
    ...(path.includes('{ref}')
      ? [{ name: 'ref', in: 'path', required: true, schema: { type: 'string' } }]
      : []),
    ...Object.entries(query).map(([name, description]) => ({
      name,
      in: 'query',
      description,
      schema: { type: name === 'count' || name === 'timeoutMs' ? 'integer' : 'string' },
    })),
  ]
  const hasBody = method === 'POST' || method === 'PATCH'
  const content = status === 204 ? {} : { content: { 'application/json': { schema: {} } } }
  return {
    operationId: toOperationId(method, path),
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(hasBody && (fields || takesList) && { requestBody: describeBody(fields, takesList) }),
    responses: {
      [status]: { description: status === 204 ? 'Done.' : 'The result.', ...content },
      ...(path === 'assert-clean' && {
        409: { description: 'Contract violations or unused faults.', ...content },
      }),
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

function describeBody(fields: Endpoint['fields'], takesList = false): object {
  const toSchema = (type: string): object => (type === 'any' ? {} : { type })
  const object = fields
    ? {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, toSchema(type)])),
      }
    : { type: 'object' }
  const schema = takesList ? { oneOf: [object, { type: 'array', minItems: 1, items: object }] } : object
  return { content: { 'application/json': { schema } } }
}

/** `getRequestsWait`, `patchTokensRef`. */
function toOperationId(method: string, path: string): string {
  const words = path.split(/[^A-Za-z]+/).filter(Boolean)
  const capitalized = words.map((word) => `${word[0]!.toUpperCase()}${word.slice(1)}`).join('')
  return `${method.toLowerCase()}${capitalized || 'Endpoints'}`
}
