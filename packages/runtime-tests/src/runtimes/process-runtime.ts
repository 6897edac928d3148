import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import type { RuntimeFeatures, TestResult } from '../suite/suite-input.ts'
import { howToInstall, TIMEOUT_MS } from './runtime.ts'
import type { Runtime } from './runtime.ts'

/** The variables of this process that some platforms need to start a program. */
const INHERITED = ['SystemRoot', 'TMPDIR', 'TEMP']

export interface ProcessOptions extends Partial<RuntimeFeatures> {
  /** The program; undefined when it is not installed. */
  binary: string | undefined
  /** The optional dependency that has it. */
  packageName: string
  /** The program's arguments before the entry module. */
  args?: string[]
  /** The environment variable with the file of a certificate to trust. */
  certificateVariable?: string
  howToRun: string
}

/** A runtime that is a program, in which the suite runs as a process. */
export function createProcessRuntime(name: string, options: ProcessOptions): Runtime {
  const { args = [], binary, certificateVariable = 'NODE_EXTRA_CA_CERTS', howToRun, packageName } = options
  const { hasEnvironment = true, httpVersionOverTls = '1.1' } = options
  return {
    name,
    howToRun,
    features: {
      hasEnvironment,
      sharesExchanges: true,
      showsRedirects: true,
      sendsConnectionClose: true,
      httpVersionOverTls,
    },
    missing: binary === undefined ? howToInstall(packageName) : undefined,
    async run(input, folder) {
      const { apiUrl, apiToken, certificate } = input.servers
      const inherited = INHERITED.flatMap((key) => (key in process.env ? [[key, process.env[key]]] : []))
      const env = {
        ...Object.fromEntries(inherited),
        ...(certificate.file && { [certificateVariable]: certificate.file }),
        QCI_API_URL: apiUrl,
        QCI_TOKEN: apiToken,
        NO_COLOR: '1',
      }
      const entry = join(folder, 'entries/process-entry.ts')
      const child = spawn(binary!, [...args, entry], { env, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' })
      child.stdin.on('error', () => {}) // the process ended before it read everything; its output says why
      child.stdin.end(JSON.stringify(input))
      const exited = once(child, 'exit') as Promise<[number | null, string | null]>
      const [stdout, stderr, [code, signal]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        exited,
      ])

      const lines = stdout.split('\n').filter((line) => line.startsWith('"') || line.startsWith('{'))
      const [version, ...tests] = lines.map((line) => JSON.parse(line) as unknown)
      const errors = code === 0 ? [] : [`Exit code ${code}, signal ${signal}. Standard error: ${stderr}`]
      if (version === undefined) throw new Error(errors[0] ?? 'No output')
      const status = code === 0 ? 'passed' : 'failed'
      const endTest: TestResult = {
        name: 'lets the process end although no client was closed',
        status,
        errors,
      }
      return { version: version as string, tests: [...(tests as TestResult[]), endTest] }
    },
  }
}
