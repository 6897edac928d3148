import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'

import type { ProcessInput } from '../inside/process.ts'
import { IS_INSTALLED } from '../suite/law.ts'
import type { Finding } from '../suite/law.ts'

/** What Node, Bun and Deno are started with, in a folder where the packages are installed. */
export function entryIn(folder: string): string {
  return join(folder, 'inside/process.ts')
}
/** A law about the process as a whole, after all others. */
export const ENDS_BY_ITSELF = 'ends by itself when a program is over that never closed its clients'
/** How long a process may take, in milliseconds. */
const LIMIT_MS = 40_000

/**
 * Runs the suite in a process of its own.
 *
 * @param command - The program and its arguments.
 * @param certificateVariable - The variable that names a file of certificates to trust. Beside it, and what the mock
 *   needs, its environment is empty.
 * @returns A finding for each law, and one each for {@link IS_INSTALLED} and {@link ENDS_BY_ITSELF}.
 */
export async function checkInProcess(
  [program, ...args]: [program: string, ...args: string[]],
  certificateVariable: string,
  input: ProcessInput,
): Promise<Finding[]> {
  const { apiUrl, apiToken, certificate } = input.settings
  const child = spawn(program, args, {
    env: {
      ...keep('SystemRoot', 'TMPDIR', 'TEMP'),
      QCI_API_URL: apiUrl,
      QCI_TOKEN: apiToken,
      NO_COLOR: '1',
      ...(certificate.file && { [certificateVariable]: certificate.file }),
    },
    stdio: 'pipe',
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  child.stdin.on('error', () => {}) // it has ended before it read all; its own words say why
  child.stdin.end(JSON.stringify(input))
  const [stdout, stderr, exit] = await Promise.all([text(child.stdout), text(child.stderr), ending(child)])

  const findings = stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [toFinding(line)] : []))
  const said = `${exit}; it said: ${stderr.trim() || 'nothing'}`
  return [
    ...[IS_INSTALLED, ...input.titles].map(
      (title) => findings.find((one) => one.title === title) ?? { title, problem: `No finding: ${said}` },
    ),
    { title: ENDS_BY_ITSELF, ...(exit !== 'exit code 0' && { problem: said }) },
  ]
}

/** How it ended, in words. A program that could not be started has ended, too. */
async function ending(child: ReturnType<typeof spawn>): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    return signal === null ? `exit code ${code}` : `ended by ${signal} after ${LIMIT_MS} ms`
  } catch (error) {
    return String(error)
  }
}

function toFinding(line: string): Finding {
  return JSON.parse(line) as Finding
}

/** Those of our own variables that programs on some platform do not start without. */
function keep(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}
