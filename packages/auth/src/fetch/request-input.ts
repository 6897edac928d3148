import { parseUrl } from '../config/base-url.ts'

/** A member of a platform Request, read from the object itself: neither a subclass nor an own property can change it. */
export function readRequest<K extends keyof Request>(request: Request, member: K): Request[K] {
  return Reflect.get(Request.prototype, member, request)
}

/** Whether `fetch` accepts this as a Request of the platform. */
export function isPlatformRequest(input: unknown): input is Request {
  try {
    // Throws for anything else. `instanceof` would be true for a Proxy and for any object with this prototype.
    return !!readRequest(input as Request, 'url')
  } catch {
    return false
  }
}

/** Whether this is a Request of another implementation, such as npm undici or node-fetch. */
export function isForeignRequest(input: unknown): input is Request {
  return Object.prototype.toString.call(input) === '[object Request]' && !isPlatformRequest(input)
}

/**
 * Returns the address of a Request of another implementation, read with that implementation's own getter: neither a
 * subclass nor an own property can change it. Undefined when that getter throws, as for a Proxy.
 */
export function readForeignUrl(request: Request): string | undefined {
  let owner: object = request
  try {
    for (let one: unknown = request; one; one = Object.getPrototypeOf(one))
      if (Object.hasOwn(one, 'url')) owner = one
    return String(Reflect.get(owner, 'url', request))
  } catch {
    return undefined
  }
}

/**
 * Returns the target address of a fetch with this input; undefined when only `fetch` itself can determine it.
 *
 * A string that is not an absolute URL is relative to the API's address, which `fetch` does not know.
 */
export function toTargetUrl(input: string | URL | Request, baseUrl: string): string | undefined {
  const text = isPlatformRequest(input) ? readRequest(input, 'url') : String(input)
  return (parseUrl(text) ?? (typeof input === 'string' ? parseUrl(text, baseUrl) : undefined))?.href
}

/** The members of RequestInit (Fetch standard, section 5.4) and of a Request that are read by their names. */
const INIT_MEMBERS = [
  'method',
  'headers',
  'body',
  'duplex',
  'signal',
  'redirect',
  'mode',
  'credentials',
  'cache',
  'referrer',
  'referrerPolicy',
  'integrity',
  'keepalive',
  'priority',
  'window',
  'dispatcher',
  'cf',
]

/** What a fetch was given beside its input. */
export type Settings = RequestInit & Record<string, unknown>

/**
 * Reads each member of `init` once, as `fetch` does: it may have getters of a class, or be a Request. Members that a
 * runtime or a wrapper of `fetch` adds must be own properties.
 */
export function readInit(init: object | undefined | null): Settings {
  const settings: Record<string, unknown> = {}
  const read = (name: string) => {
    const value = (init as Settings | null | undefined)?.[name]
    if (value !== undefined) settings[name] = value
  }
  for (const member of INIT_MEMBERS) read(member)
  try {
    for (const name of Object.keys(init ?? {})) if (!INIT_MEMBERS.includes(name)) read(name)
  } catch {} // `fetch` does not read them
  return settings
}

/**
 * Returns the settings that a Request created with them does not have, and its referrer: `fetch` of a Request with
 * further settings resets that, and Node always does.
 */
export function toExtras(settings: Settings): Settings | undefined {
  const extras = Object.entries(settings).filter(
    ([name]) => !INIT_MEMBERS.includes(name) || name.startsWith('referrer'),
  )
  return extras.length ? Object.fromEntries(extras) : undefined
}

/**
 * Returns the settings with which another implementation of `fetch` sends the same request, without its headers and
 * body. Defaults are omitted, because some runtimes throw when they are present.
 */
export function toSettings(request: Request): Settings {
  const plain = new Request(request.url)
  const read = (from: Request, member: string) => Reflect.get(from, member) as unknown
  return Object.fromEntries(
    INIT_MEMBERS.filter((name) => !/^(headers|body|duplex)$/.test(name))
      .map((name) => [name, read(request, name)] as const)
      .filter(([name, value]) => value !== read(plain, name) && value !== 'navigate'),
  )
}

/**
 * Returns headers as a plain object, which every implementation of `fetch` and every wrapper can read. Names keep
 * their case and order. An iterator is read once.
 *
 * @throws TypeError when they are not headers, as `fetch` does.
 */
export function toPlainHeaders(init: HeadersInit | undefined): Record<string, string> {
  if (init === undefined) return {}
  const isIterable = Object(init) === init && (init as Partial<Iterable<unknown>>)[Symbol.iterator] != null
  // Converted once, as `fetch` does. Unlike `String`, a template throws for a symbol.
  // oxlint-disable-next-line typescript/no-unnecessary-template-expression
  const toText = (part: string) => `${part}`
  const pairs =
    isIterable &&
    Array.from(init as Iterable<[string, string]>, (pair) =>
      typeof pair === 'object' ? Array.from(pair, toText) : pair,
    )
  const headers = new Headers((pairs || init) as HeadersInit)
  const names = pairs ? pairs.map(([name]) => name!) : Object.getOwnPropertyNames(init)
  // `get` returns the values of all spellings of a name, so that only the first one is sent.
  const left = new Set(headers.keys())
  return Object.fromEntries(
    names.filter((name) => left.delete(name.toLowerCase())).map((name) => [name, headers.get(name)!]),
  )
}
