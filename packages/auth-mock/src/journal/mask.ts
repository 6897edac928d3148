import type { Secret } from '../util/secret.ts'

/** What stands where a secret was. */
const MASKED = '[masked]'

/** Headers whose value is a secret by their name; `authorization` and the like keep their scheme. */
const secretHeader = /authorization|cookie|token|secret|password|api-?key|credential/i
const accessToken = /mock\.\d+\.[0-9a-z]+/g
/** Shorter texts are masked where secrets belong, but not searched for elsewhere: they are in every word. */
const MIN_SEARCHED_LENGTH = 4
/** How deep JSON is looked into. */
const MAX_DEPTH = 16

/** Takes secrets out of what is to be kept. */
export interface Mask {
  text(text: string): string
  headers(headers: Readonly<Record<string, string>>): Record<string, string>
  /** For JSON that somebody sent us: the names of its fields stay, every text in it goes. */
  requestBody(body: unknown): unknown
  /** For JSON, or text, that we answer. */
  responseBody(body: unknown): unknown
}

/**
 * A mask that knows the API tokens by value, wherever they turn up, and the access tokens by their form.
 *
 * @param secrets - The API tokens at the time of the call.
 */
export function createMask(secrets: () => Iterable<Secret>): Mask {
  function text(value: string): string {
    let masked = value.includes('mock.') ? value.replaceAll(accessToken, MASKED) : value
    for (const { spellings } of secrets()) {
      for (const secret of spellings) {
        if (secret.length >= MIN_SEARCHED_LENGTH && masked.includes(secret))
          masked = masked.replaceAll(secret, MASKED)
      }
    }
    return masked
  }

  function fields(body: object, toValue: (value: unknown, name: string) => unknown): Record<string, unknown> {
    return Object.fromEntries(Object.entries(body).map(([name, value]) => [text(name), toValue(value, name)]))
  }

  function scrub(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return text(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth === 0) return '[deeper]'
    if (Array.isArray(value)) return value.map((item) => scrub(item, depth - 1))
    return fields(value, (field, name) => (name === 'access_token' ? MASKED : scrub(field, depth - 1)))
  }

  return {
    text,
    headers(headers) {
      const masked: Record<string, string> = {}
      for (const name in headers) {
        const value = headers[name]!
        masked[name] = secretHeader.test(name) ? maskCredentials(value) : text(value)
      }
      return masked
    },
    requestBody(body) {
      if (!isObject(body)) return body === null || typeof body !== 'object' ? kindOf(body) : '[array]'
      return fields(body, (value, name) =>
        typeof value === 'string' || name === 'refresh_token' ? MASKED : kindOf(value),
      )
    },
    responseBody: (body) => scrub(body, MAX_DEPTH),
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `Bearer [masked]`, `[masked]`. */
function maskCredentials(value: string): string {
  const scheme = /^(?:Bearer|Basic|Digest) /i.exec(value)?.[0] ?? ''
  return `${scheme}${MASKED}`
}

/** A value that may be kept as it is, or what it was instead. */
function kindOf(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value
  return `[${Array.isArray(value) ? 'array' : typeof value}]`
}
