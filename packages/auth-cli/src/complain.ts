import type { Problem } from './problem.ts'
import { createStyle } from './style.ts'
import { toVisible } from './visible.ts'

/** Tells a problem on standard error. */
export function complain({ message, advice }: Pick<Problem, 'message' | 'advice'>): void {
  say('red', 'error', advice === undefined ? message : `${message}\n  ${advice}`)
}

/** Tells on standard error what went on but should be known. */
export function warn(message: string): void {
  say('yellow', 'warning', message)
}

function say(colour: 'red' | 'yellow', kind: string, text: string): void {
  process.stderr.write(`${createStyle(process.stderr)(colour, `${kind}:`)} ${toVisible(text)}\n`)
}
