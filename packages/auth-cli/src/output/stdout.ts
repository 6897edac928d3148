import { EXIT } from '../errors/exit-status.ts'

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

/** Writes to standard output, and resolves when more can be written. */
export function print(data: string | Uint8Array): Promise<void> {
  // Stays pending when writing fails: guardOutput ends the command then.
  return new Promise((resolve) => process.stdout.write(data, (error) => error ?? resolve()))
}

/** Writes a value as indented JSON. */
export function printJson(value: object): Promise<void> {
  return print(`${JSON.stringify(value, undefined, 2)}\n`)
}

/** Resolves when everything written so far has left the process. */
export async function flush(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()))
  }
}
