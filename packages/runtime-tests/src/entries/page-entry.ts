/** Gives a page the global function `runSuite`, which the caller evaluates. */
import * as auth from '@qci-client/auth'
import * as authApi from '@qci-client/auth-api'

import { runSuite } from '../suite/run-suite.ts'
import type { SuiteInput, TestResult } from '../suite/suite-input.ts'

/** The page's global object. */
export interface SuitePage {
  runSuite: (input: SuiteInput) => Promise<TestResult[]>
}

Object.assign(globalThis, {
  async runSuite(input) {
    const results: TestResult[] = []
    const inspect = (value: unknown) => JSON.stringify(value) // a page has nothing else
    const subject = { auth, authApi, inspect, modulesFromElsewhere: [] } // the bundler checks the modules
    await runSuite(input, subject, (result) => results.push(result))
    return results
  },
} satisfies SuitePage)
