// What the types of Cloudflare and Deno declare, as far as the recipes use it.
interface KVNamespace {
  get(key: string): Promise<string | null>
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>
}

interface DurableObjectNamespace<Stub> {
  idFromName(name: string): string
  get(id: string): Stub
}

declare module 'cloudflare:workers' {
  export class DurableObject {
    ctx: {
      storage: {
        get<Value>(key: string): Promise<Value | undefined>
        put(key: string, value: unknown): Promise<void>
      }
    }
  }
}

interface DenoKvEntry<Value> {
  key: string[]
  value: Value | null
  versionstamp: string | null
}

interface DenoKvAtomic {
  check(entry: DenoKvEntry<unknown>): DenoKvAtomic
  set(key: string[], value: unknown, options: { expireIn: number }): DenoKvAtomic
  commit(): Promise<{ ok: boolean }>
}

declare const Deno: {
  openKv(): Promise<{
    get<Value>(key: string[]): Promise<DenoKvEntry<Value>>
    set(key: string[], value: unknown, options: { expireIn: number }): Promise<unknown>
    atomic(): DenoKvAtomic
    close(): void
  }>
}
