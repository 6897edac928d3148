import { connectionLaws } from './connections.ts'
import type { Finding, Law, Traits } from './law.ts'
import { leavingLaws } from './leaving.ts'
import { outageLaws } from './outages.ts'
import { requestLaws } from './requests.ts'
import { surroundingsLaws } from './surroundings.ts'
import { tokenLaws } from './tokens.ts'
import { createWorld } from './world.ts'
import type { Settings, Subject } from './world.ts'

const laws: readonly Law[] = [
  ...tokenLaws,
  ...outageLaws,
  ...leavingLaws,
  ...requestLaws,
  ...connectionLaws,
  ...surroundingsLaws,
]

/** The titles of all laws, in their order. */
export const allTitles: readonly string[] = laws.map(({ title }) => title)

/** How long a law may take before it counts as one that hangs, in milliseconds. */
const LIMIT_MS = 8_000

/** The titles of the laws that hold in a runtime of these traits, in their order. */
export function listLaws(traits: Traits): string[] {
  return laws.filter(({ appliesTo = () => true }) => appliesTo(traits)).map(({ title }) => title)
}

/**
 * Sees whether a law holds. Web standards only, and no bare import: this runs unchanged wherever the packages
 * do, also in a folder of its own beside installed ones.
 *
 * @returns In every case, and in time.
 */
export async function checkLaw(title: string, settings: Settings, subject: Subject): Promise<Finding> {
  const law = laws.find((one) => one.title === title)
  if (!law) return { title, problem: 'There is no such law' }
  const limit = new AbortController()
  const { signal } = limit
  const timer = setTimeout(() => limit.abort(new Error(`It hangs: not over after ${LIMIT_MS} ms`)), LIMIT_MS)
  const check = async () => law.check(await createWorld(settings, subject, signal))
  const hang = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })
  try {
    await Promise.race([check(), hang])
    return { title }
  } catch (error) {
    return { title, problem: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) }
  } finally {
    clearTimeout(timer)
  }
}
