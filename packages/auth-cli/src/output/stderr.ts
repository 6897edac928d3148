import { escapeControls } from './escape-controls.ts'
import { createStyle } from './style.ts'

/** Prints a problem to standard error, with what to do about it. */
export function printError({ message, advice }: { message: string; advice: string | undefined }): void {
  write('red', 'error', advice === undefined ? message : `${message}\n  ${advice}`)
}

/** Prints a warning to standard error; the command continues. */
export function printWarning(message: string): void {
  write('yellow', 'warning', message)
}

function write(color: 'red' | 'yellow', kind: string, text: string): void {
  process.stderr.write(`${createStyle(process.stderr)(color, `${kind}:`)} ${escapeControls(text)}\n`)
}
