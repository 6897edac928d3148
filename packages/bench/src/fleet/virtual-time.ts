/** A moment at which something happens. */
interface Entry {
  readonly atMs: number
  readonly order: number
  run: (() => void) | undefined
}

/** How many WebCrypto operations run: virtual time stops until they are done. */
let pendingOperations = 0

/** Counts WebCrypto operations, which need real time. Called once by the program that simulates. */
export function countCryptoOperations(): void {
  const { subtle } = globalThis.crypto
  for (const name of ['importKey', 'deriveBits', 'deriveKey', 'encrypt', 'decrypt'] as const) {
    const original = (subtle[name] as (...args: unknown[]) => Promise<unknown>).bind(subtle)
    Object.defineProperty(subtle, name, {
      value: (...args: unknown[]) => {
        pendingOperations += 1
        return original(...args).finally(() => (pendingOperations -= 1))
      },
    })
  }
}

/** Time that moves from event to event: hours take seconds. */
export class VirtualTime {
  nowMs = 0
  #count = 0
  readonly #heap: Entry[] = []

  /** Runs a function at a later moment; returns a function that cancels it. */
  schedule(delayMs: number, run: () => void): () => void {
    const entry: Entry = { atMs: this.nowMs + Math.max(0, delayMs), order: (this.#count += 1), run }
    this.#push(entry)
    return () => (entry.run = undefined)
  }

  /** Resolves later; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error)
      const stop = () => {
        cancel()
        reject(signal!.reason as Error)
      }
      const cancel = this.schedule(ms, () => {
        signal?.removeEventListener('abort', stop)
        resolve()
      })
      signal?.addEventListener('abort', stop)
    })
  }

  /** Runs everything that happens until this moment. */
  async runUntil(untilMs: number): Promise<void> {
    await settle()
    for (let next = this.#heap[0]; next && next.atMs <= untilMs; next = this.#heap[0]) {
      this.nowMs = next.atMs
      while (this.#heap[0] && this.#heap[0].atMs <= this.nowMs) this.#pop().run?.()
      await settle()
    }
    this.nowMs = untilMs
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let at = heap.push(entry) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(entry, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = entry
  }

  #pop(): Entry {
    const heap = this.#heap
    const first = heap[0]!
    const last = heap.pop()!
    if (heap.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1
      if (!isBefore(heap[child]!, last)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return first
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}

/** Lets everything run that needs no virtual time. */
async function settle(): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    if (pendingOperations > 0) quiet = -1
  }
}
