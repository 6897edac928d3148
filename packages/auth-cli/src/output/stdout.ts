import { EXIT } from '../errors/exit-status.ts'
import { escapeControls, escapeJsonControls } from './escape-controls.ts'

/**
 * Ends the command when its output cannot be written: silently when the reader has closed the pipe
 * (`| head`), with a message otherwise (a full disk). Errors on standard error are ignored.
 */
export function guardOutput(): void {
  process.stderr.on('error', () => {})
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(EXIT.success)
    process.stderr.write(`qci-auth: Standard output cannot be written: ${message}\n`)
    process.exit(EXIT.unexpected)
  })
}

/** Writes to standard output as it is, and resolves when more can be written. */
export function print(data: string | Uint8Array): Promise<void> {
  // Stays pending when writing fails: guardOutput ends the command then.
  return new Promise((resolve) => process.stdout.write(data, (error) => error ?? resolve()))
}

/** Writes a text that has parts of a server: made safe on a terminal, unchanged in a pipe. */
export function printText(text: string): Promise<void> {
  return print(process.stdout.isTTY ? escapeControls(text) : text)
}

/** Writes a value as indented JSON, made safe on a terminal. */
export function printJson(value: object): Promise<void> {
  const json = `${JSON.stringify(value, undefined, 2)}\n`
  return print(process.stdout.isTTY ? escapeJsonControls(json) : json)
}

/** Resolves when the operating system has accepted everything that was written so far. */
export async function flush(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()))
  }
}
