/**
 * Runs the suite in Node, Bun or Deno: the variable SUITE_INPUT has the input, standard output gets the results. The
 * process must then end by itself; the caller checks that.
 */
import process from 'node:process'
import { inspect as nodeInspect } from 'node:util'

import type { SuiteInput } from '../suite/suite-input.ts'

/** What the global objects of Deno and Bun provide. */
interface RuntimeGlobal {
  inspect: (value: unknown) => string
  permissions: { revoke: (permission: { name: 'env' }) => Promise<unknown> }
}

const { Bun, Deno } = globalThis as { Bun?: RuntimeGlobal; Deno?: RuntimeGlobal }
const inspect = Deno?.inspect ?? Bun?.inspect ?? ((value) => nodeInspect(value, { showHidden: true }))
const input = JSON.parse(process.env['SUITE_INPUT']!) as SuiteInput

// QUnit reads the environment when it is loaded, so the permission is withdrawn after that.
const { runSuite } = await import('../suite/run-suite.ts')
if (!input.features.hasEnvironment) await Deno?.permissions.revoke({ name: 'env' })
const auth = await import('@qci-client/auth')
const authApi = await import('@qci-client/auth-api')

const tests = await runSuite(input, { auth, authApi, inspect })
const version = process.versions['deno'] ?? process.versions['bun'] ?? process.versions.node
console.log(JSON.stringify({ version, tests }))
