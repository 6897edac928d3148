/**
 * Generates `src/contract/generated/` from the contract: the routes, and a validator for each request body, each set
 * of request headers and each response. They are compiled in advance, so that no code is evaluated at run time (a page
 * may forbid that) and ajv is not installed with the mock.
 *
 * With `--check` it writes nothing, and fails when a committed file is out of date.
 */
import { readFile, writeFile } from 'node:fs/promises'

import { _ } from 'ajv'
import Ajv2020 from 'ajv/dist/2020.js'
import ucs2length from 'ajv/dist/runtime/ucs2length.js'
import standaloneCode from 'ajv/dist/standalone/index.js'

import { formats } from './src/contract/validation/formats.ts'

/** The parts of the contract that are used; `$ref`s are resolved. */
interface Contract {
  paths: Record<string, Record<string, Operation>>
}
interface Operation {
  operationId: string
  parameters?: (Ref | Parameter)[]
  requestBody?: Content
  responses: Record<string, Ref | Content>
}
interface Parameter {
  name: string
  required?: boolean
  schema: Ref | object
}
interface Content {
  content: Record<string, { schema: Ref | object }>
}
interface Ref {
  $ref: string
}

const source = new URL(import.meta.resolve('@qci-client/auth-api/openapi.json'))
const contract = JSON.parse(await readFile(source, 'utf8')) as Contract

const id = 'contract'
const ajv = new Ajv2020.default({
  strict: true,
  strictTypes: false,
  allErrors: true,
  code: { source: true, esm: true, lines: true, formats: _`formats` },
})
ucs2length.default.code = 'countCodePoints' // what validators call, in place of a function of ajv's
for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format)
ajv.addVocabulary(['openapi', 'info', 'servers', 'security', 'tags', 'paths', 'components', 'x-certainty'])
ajv.addSchema({ ...contract, $id: id }, undefined, undefined, false) // as one resource, so that $refs can be resolved

/** Follows a `$ref` within the document. */
function follow<Node extends object>(node: Ref | Node): Node {
  if (!('$ref' in node)) return node
  const keys = node.$ref.slice(2).split('/')
  const unescaped = keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return unescaped.reduce((at, key) => at[key] as Record<string, unknown>, { ...contract } as Record<
    string,
    unknown
  >) as Node
}

const functions = new Map<string, string>() // the name of a validator and the reference of its schema
/** The name of the validator of a schema, which is compiled under that name. */
function validatorOf(schema: Ref | object, name: string): string {
  if ('$ref' in schema) {
    const named = schema.$ref.split('/').at(-1)!
    functions.set(named, `${id}${schema.$ref}`)
    return `validators.${named}`
  }
  ajv.addSchema(schema, name)
  functions.set(name, name)
  return `validators.${name}`
}

const routes: string[] = []
const requestHeaders: string[] = []
const requestBodies: string[] = []
const responseBodies: string[] = []
for (const [path, item] of Object.entries(contract.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    const { operationId: name, parameters = [], requestBody, responses } = operation
    routes.push(`{ operation: '${name}', method: '${method.toUpperCase()}', path: '${path}' },`)

    const headers = parameters.map((parameter) => follow<Parameter>(parameter))
    const properties = headers.map((header) => [header.name.toLowerCase(), header.schema])
    const required = headers.filter((header) => header.required).map((header) => header.name.toLowerCase())
    const schema = { type: 'object', properties: Object.fromEntries(properties), required }
    requestHeaders.push(`${name}: ${validatorOf(schema, `${name}Headers`)},`)

    if (requestBody) {
      requestBodies.push(`${name}: ${validatorOf(jsonOf(requestBody), `${name}Body`)},`)
    }
    const statuses = Object.entries(responses).map(([status, response]) => {
      const key = /^\d/.test(status) ? `'${status}'` : status
      return `${key}: ${validatorOf(jsonOf(follow<Content>(response)), `${name}${status}`)}`
    })
    responseBodies.push(`${name}: { ${statuses.join(', ')} },`)
  }
}

function jsonOf({ content }: Content): Ref | object {
  return content['application/json']!.schema
}

const header = '// Generated from the contract by generate.ts: run "pnpm generate". Do not edit.'
const validators = `${header}
import { countCodePoints } from '../validation/count-code-points.ts'
import { formats } from '../validation/formats.ts'

${standaloneCode.default(ajv, Object.fromEntries(functions))}`
const list = (lines: string[]): string => lines.map((line) => `  ${line}\n`).join('')
const routesAndTypes = `${header}
import type { Validate } from '../validation/validate.ts'
// @ts-expect-error -- without types; the declarations below have them
import * as validators from './validators.js'

/** The operations with their methods and paths. */
export const routes: readonly { operation: OperationId; method: string; path: string }[] = [
${list(routes)}]

/** The operations of the contract. */
export type OperationId = ${routes.map((route) => /'\w+'/.exec(route)![0]).join(' | ')}

/** Checks the request headers, their names in lower case. */
export const requestHeaders: Readonly<Record<OperationId, Validate>> = {
${list(requestHeaders)}}

/** Checks the request body, of the operations that take one. */
export const requestBodies: Readonly<Partial<Record<OperationId, Validate>>> = {
${list(requestBodies)}}

/** Checks the body of a response, by status. */
export const responseBodies: Readonly<Record<OperationId, Readonly<Record<string, Validate>>>> = {
${list(responseBodies)}}
`

for (const [name, text] of Object.entries({ 'contract.ts': routesAndTypes, 'validators.js': validators })) {
  const file = new URL(`src/contract/generated/${name}`, import.meta.url)
  if (!process.argv.includes('--check')) await writeFile(file, text)
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(
      `packages/auth-mock/src/contract/generated/${name} is stale: run "pnpm generate" and commit it.`,
    )
    process.exitCode = 1
  }
}
