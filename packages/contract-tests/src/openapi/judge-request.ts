import type { Contract, MediaType, Operation, Parameter } from './contract.ts'
import { judgeReadings } from './schemas.ts'
import type { SchemaProblem, Schemas } from './schemas.ts'

/** A request as it goes out. */
export interface RequestParts {
  readonly method: string
  /** Path and query, encoded, as they follow the base URL. */
  readonly target: string
  readonly headers: Headers
  /** Undefined when it has none. */
  readonly body: Uint8Array<ArrayBuffer> | undefined
}

/** A rule of the contract that a request breaks: `body/refresh_token must be string`. */
export interface Violation {
  readonly rule: string
  /** The same for all violations of one rule, wherever in a value; see `SchemaProblem.rule`. */
  readonly key: string
  readonly isAssumed: boolean
}

/**
 * Holds a request against an operation, from what goes out alone: nothing is taken from whoever made it.
 *
 * @returns Every rule that it breaks; empty when the contract allows it.
 */
export function judgeRequest(
  contract: Pick<Contract, 'document'>,
  schemas: Schemas,
  operation: Operation,
  request: RequestParts,
): Violation[] {
  const read = createReader(operation, request)
  return [
    ...operation.parameters.flatMap((parameter) => judgeParameter(schemas, parameter, read(parameter))),
    ...judgeBody(schemas, operation, request),
  ]
}

/** Whether the path of a target is of this form, `/items/{id}`; and the values in it. */
export function matchPath(template: string, target: string): Record<string, string> | undefined {
  const names: string[] = []
  const pattern = template
    .split(/(\{[^}]+\})/)
    .map((part) => {
      if (!/^\{.*\}$/.test(part)) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
      names.push(part.slice(1, -1))
      return '([^/]+)'
    })
    .join('')
  const match = new RegExp(`^${pattern}$`).exec(target.split('?', 1)[0]!)
  return match ? Object.fromEntries(names.map((name, index) => [name, match[index + 1]!])) : undefined
}

/** Reads the texts of a parameter; undefined when it is not there. */
function createReader(operation: Operation, { target, headers }: RequestParts) {
  const path = matchPath(operation.path, target) ?? {}
  const query = new URLSearchParams(/\?([^#]*)/.exec(target)?.[1])
  const cookies = new Map(
    (headers.get('cookie') ?? '')
      .split(/; */)
      .map((pair) => [pair.split('=', 1)[0]!, pair.slice(pair.indexOf('=') + 1)]),
  )

  return ({ name, place, explode }: Parameter): string[] | undefined => {
    if (place === 'query' && explode) return query.has(name) ? query.getAll(name) : undefined
    const texts = {
      path: () => (name in path ? decodeURIComponent(path[name]!) : undefined),
      query: () => query.get(name) ?? undefined,
      header: () => headers.get(name) ?? undefined,
      cookie: () => cookies.get(name),
    }
    const text = texts[place]()
    return text === undefined ? undefined : [text]
  }
}

function judgeParameter(schemas: Schemas, parameter: Parameter, texts: string[] | undefined): Violation[] {
  const { name, place, required, schema } = parameter
  if (texts === undefined) return required ? violate(`${place} ${name} is missing`) : []
  if (!schema) return []
  const takesList = typesOf(schema.node).includes('array')
  if (!takesList && texts.length > 1) return violate(`${place} ${name} must come once`)
  const items = takesList && !parameter.explode ? texts[0]!.split(',') : texts
  // A text may stand for several values: it breaks a rule when none of them is allowed.
  const readings = takesList ? readLists(items) : readText(items[0]!)
  const problems = judgeReadings(schemas, schema, readings, 'request')
  return problems.map((problem) => toViolation(`${place} ${name}`, problem))
}

function judgeBody(
  schemas: Schemas,
  { body: expected }: Operation,
  { headers, body }: RequestParts,
): Violation[] {
  if (!body || body.length === 0) {
    return expected?.required ? violate('body is missing') : []
  }
  if (!expected) return violate('there is a body')
  const name = essenceOf(headers.get('content-type'))
  const media = findMediaType(expected.content, name)
  if (!media) return violate(`header Content-Type must be ${namesOf(expected.content)}`)
  if (!isJson(name) || !media.schema) return []
  const parsed = parseJson(body)
  if ('problem' in parsed) return violate(`body ${parsed.problem}`)
  return schemas.judge(media.schema, parsed.value, 'request').map((problem) => toViolation('body', problem))
}

function toViolation(owner: string, { where, what, rule, isAssumed }: SchemaProblem): Violation {
  return { rule: `${owner}${where} ${what}`, key: `${owner} ${rule}`, isAssumed }
}

/** A violation of what the contract says outside of its schemas. */
function violate(rule: string): Violation[] {
  return [{ rule, key: rule, isAssumed: false }]
}

/** Texts that stand for something else than themselves. */
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['', null],
])

/** The values that a text of a path, query, header or cookie may stand for, the text itself last. */
function readText(text: string): unknown[] {
  const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? [Number(text)] : []
  return [...number, ...(WORDS.has(text) ? [WORDS.get(text)] : []), text]
}

function readLists(items: readonly string[]): unknown[][] {
  const width = Math.max(...items.map((item) => readText(item).length))
  return Array.from({ length: width }, (_, index) => items.map((item) => readText(item).at(index) ?? item))
}

function typesOf(schema: unknown): unknown[] {
  const type = (schema as { type?: unknown }).type
  return Array.isArray(type) ? (type as unknown[]) : [type]
}

/** The media type of a `Content-Type`, without parameters and in lower case; empty when there is none. */
export function essenceOf(contentType: string | null): string {
  return (contentType ?? '').split(';')[0]!.trim().toLowerCase()
}

/** Whether bodies of this media type are JSON (RFC 6839 section 3.1). */
export function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType.endsWith('+json')
}

/** The entry for a media type: its own, or a range that it is in. */
export function findMediaType(content: readonly MediaType[], name: string): MediaType | undefined {
  const range = `${name.split('/')[0]}/*`
  return [name, range, '*/*'].map((key) => content.find((media) => media.name === key)).find(Boolean)
}

/** The media types, to be read. */
export function namesOf(content: readonly MediaType[]): string {
  return content.map(({ name }) => name).join(' or ')
}

/** Reads JSON as RFC 8259 wants it: UTF-8, without a byte order mark. */
export function parseJson(bytes: Uint8Array): { value: unknown } | { problem: string } {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return { problem: 'is not UTF-8' }
  }
  if (text.startsWith('\uFEFF')) return { problem: 'begins with a byte order mark' }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { problem: 'is not JSON' } // the engine's own message quotes what it could not parse
  }
}
