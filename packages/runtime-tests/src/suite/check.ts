/** The suite's own assertions: test libraries do not run in every runtime. */

/** Throws unless the two are the same as JSON. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [seen, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (seen !== wanted) throw new Error(`${what}: expected ${wanted}, got ${seen}`)
}

/** Throws unless it is so. */
export function ok(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what)
}

/** What the promise rejects with; throws when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  const [outcome] = await Promise.allSettled([promise])
  if (outcome.status === 'rejected') return outcome.reason as Record<string, unknown>
  throw new Error(`Expected a rejection, got ${JSON.stringify(outcome.value)}`)
}

/** Asks until it is so, or until the signal says that this takes too long. */
export async function until(isSo: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  // One question after the other.
  // oxlint-disable-next-line no-await-in-loop
  while (!(await isSo())) signal.throwIfAborted()
}
