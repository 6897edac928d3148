import { execFile, type ExecFileException } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import type { RuntimeFeatures } from '../suite/suite-input.ts'
import { howToInstall, TIMEOUT_MS } from './runtime.ts'
import type { Runtime, RuntimeResult } from './runtime.ts'

/** The variables of this process that some platforms need to start a program. */
const { SystemRoot, TMPDIR, TEMP } = process.env

export interface ProcessOptions extends Partial<RuntimeFeatures> {
  /** The program; undefined when it is not installed. */
  binary: string | undefined
  /** The optional dependency that has it. */
  packageName: string
  howToRun: string
  /** The program's arguments before the entry module. */
  args?: string[]
  /** The environment variable with the file of a certificate to trust. */
  certificateVariable?: string
}

/** A runtime that is a program, in which the suite runs as a process. */
export function createProcessRuntime(name: string, options: ProcessOptions): Runtime {
  const { args = [], binary, certificateVariable = 'NODE_EXTRA_CA_CERTS', howToRun, packageName } = options
  const common = { sharesExchanges: true, showsRedirects: true, sendsConnectionClose: true }
  const { hasEnvironment = true, httpVersionOverTls = '1.1' } = options
  return {
    name,
    howToRun,
    features: { ...common, hasEnvironment, httpVersionOverTls },
    isSlow: false,
    missing: binary === undefined ? howToInstall(packageName) : undefined,
    async run(input, folder) {
      const { apiUrl, apiToken, certificate } = input.servers
      const settings = { QCI_API_URL: apiUrl, QCI_TOKEN: apiToken, [certificateVariable]: certificate.file }
      const env = { SystemRoot, TMPDIR, TEMP, NO_COLOR: '1', ...settings, SUITE_INPUT: JSON.stringify(input) }
      const entry = join(folder, 'entries/process-entry.ts')
      const run: Promise<{ stdout: string }> = promisify(execFile)(binary!, [...args, entry], {
        env,
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
      })
      let failure: ExecFileException | undefined
      const { stdout } = await run.catch((error: ExecFileException & { stdout: string }) => (failure = error))
      if (!stdout.startsWith('{')) throw failure ?? new Error(`The suite printed no results: ${stdout}`)
      const { version, tests } = JSON.parse(stdout) as RuntimeResult
      const lastTest = { name: 'lets the process end although no client was closed' }
      const errors = failure ? [{ message: failure.message }] : []
      return { version, tests: [...tests, { ...lastTest, status: failure ? 'failed' : 'passed', errors }] }
    },
  }
}
