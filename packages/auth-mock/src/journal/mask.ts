import { MASKED, type SecretIndex } from '../util/secret-index.ts'
import type { ResponseHeaders } from '../wire/types.ts'

/** Names of headers and fields whose value is a secret. */
const secretName = /authorization|cookie|token|secret|password|api-?key|credential/i
const accessToken = /mock\.\d+\.[0-9a-z]+/g
/** How deep JSON is searched for secrets. */
const MAX_DEPTH = 16
/** How many fields of a request body are shown; the contract has one. */
const MAX_FIELDS = 100

/** Removes secrets from everything that is stored or shown. */
export interface Mask {
  text(text: string): string
  headers(headers: ResponseHeaders): Record<string, string>
  /** For the JSON of a request to the auth API: the names of fields stay, every string value is removed. */
  requestBody(body: unknown): unknown
  /** For other JSON or text: known tokens are removed wherever they occur. */
  json(body: unknown): unknown
}

/** Creates a mask that knows API tokens by value and access tokens by their form. */
export function createMask(secrets: SecretIndex): Mask {
  function text(value: string): string {
    const masked = secrets.mask(value)
    return masked.includes('mock.') ? masked.replaceAll(accessToken, MASKED) : masked
  }

  function fields(body: object, toValue: (value: unknown, name: string) => unknown): Record<string, unknown> {
    return Object.fromEntries(Object.entries(body).map(([name, value]) => [text(name), toValue(value, name)]))
  }

  function json(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return text(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth === 0) return '[deeper]'
    if (Array.isArray(value)) return value.map((item) => json(item, depth - 1))
    return fields(value, (field, name) =>
      /^(?:access|refresh)_token$/.test(name) ? MASKED : json(field, depth - 1),
    )
  }

  return {
    text,
    headers(headers) {
      const masked: Record<string, string> = {}
      for (const name in headers) {
        const value = String(headers[name])
        masked[name] = secretName.test(name) ? maskCredentials(value) : text(value)
      }
      return masked
    },
    requestBody(body) {
      if (!isObject(body)) return body === null || typeof body !== 'object' ? kindOf(body) : '[array]'
      const all = Object.entries(body)
      const shown = fields(Object.fromEntries(all.slice(0, MAX_FIELDS)), (value, name) =>
        typeof value === 'string' || name === 'refresh_token' ? MASKED : kindOf(value),
      )
      return all.length > MAX_FIELDS ? { ...shown, '…': `[${all.length - MAX_FIELDS} more fields]` } : shown
    },
    json: (body) => json(body, MAX_DEPTH),
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns `Bearer [masked]` or `[masked]`. */
function maskCredentials(value: string): string {
  const scheme = /^(?:Bearer|Basic|Digest) /i.exec(value)?.[0] ?? ''
  return `${scheme}${MASKED}`
}

/** Returns the value if it cannot be a secret, otherwise its type. */
function kindOf(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value
  return `[${Array.isArray(value) ? 'array' : typeof value}]`
}
