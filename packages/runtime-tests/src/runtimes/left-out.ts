import type { Runtime } from './runtime.ts'

/** Which runtimes are left out: a line for each reason, with how to get them. */
export function sayWhatIsLeftOut(runtimes: readonly Runtime[]): string[] {
  const reasons = new Set(runtimes.flatMap(({ leftOut }) => leftOut ?? []))
  return [...reasons].map((reason) => {
    const names = runtimes.filter(({ leftOut }) => leftOut === reason).map(({ name }) => name)
    return `Left out: ${names.join(', ')}: ${reason}`
  })
}
