import { EXIT } from './exit-status.ts'

/**
 * Ends the command when its output has nowhere to go: quietly when the reader has left (`| head`), with a
 * message otherwise (a full disk). Standard error that nobody reads is nobody's concern.
 */
export function guardOutput(): void {
  process.stderr.on('error', () => {})
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(EXIT.done)
    process.stderr.write(`qci-auth: Standard output cannot be written: ${message}\n`)
    process.exit(EXIT.unexpected)
  })
}

/** Writes to standard output, and waits until it may be given more. */
export function print(data: string | Uint8Array): Promise<void> {
  // Without an answer when it fails: guardOutput ends the command then.
  return new Promise((resolve) => process.stdout.write(data, (error) => error ?? resolve()))
}

/** Writes a value as JSON for scripts, indented for people. */
export function printJson(value: object): Promise<void> {
  return print(`${JSON.stringify(value, undefined, 2)}\n`)
}

/** Waits until all that was written is out. */
export async function flush(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()))
  }
}
