/**
 * Replaces `Headers`, `Request`, `Response` and `FormData` of this process by small classes.
 *
 * Node loads its whole `fetch` when a program first touches one of them, which takes longer than all else that the
 * command does at its start. The client, whose requests are sent by `node:http` here, only uses them as containers.
 */
export function installLightGlobals(): void {
  // Assigned: defineProperty would load what it replaces.
  Object.assign(globalThis, {
    Headers: LightHeaders,
    Request: LightRequest,
    Response: LightResponse,
    FormData: LightFormData,
  })
}

type HeadersInit = Iterable<readonly [string, string]> | Readonly<Record<string, string>>

class LightHeaders {
  readonly #values = new Map<string, string>()

  constructor(init: HeadersInit = {}) {
    const fields = Symbol.iterator in init ? init : Object.entries(init)
    for (const [name, value] of fields as Iterable<readonly [string, string]>) this.append(name, value)
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase())
  }

  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), value)
  }

  append(name: string, value: string): void {
    const known = this.get(name)
    this.set(name, known === null ? value : `${known}, ${value}`)
  }

  delete(name: string): void {
    this.#values.delete(name.toLowerCase())
  }

  entries(): MapIterator<[string, string]> {
    return this.#values.entries()
  }

  forEach(callback: (value: string, name: string) => void): void {
    this.#values.forEach(callback)
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries()
  }
}

class LightRequest {
  readonly kind = 'Request'
}

class LightResponse {
  readonly status: number
  readonly ok: boolean
  readonly headers: LightHeaders

  constructor(_body: unknown, { status = 200, headers }: { status?: number; headers?: HeadersInit } = {}) {
    this.status = status
    this.ok = status >= 200 && status < 300
    this.headers = new LightHeaders(headers)
  }
}

class LightFormData {
  readonly kind = 'FormData'
}
