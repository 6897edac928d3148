/** Gives a page the global function `runSuite`, which the caller evaluates. */
import * as auth from '@qci-client/auth'
import * as authApi from '@qci-client/auth-api'

import { runSuite } from '../suite/run-suite.ts'
import type { SuiteInput, TestResult } from '../suite/suite-input.ts'

/** The page's global object. */
export interface SuitePage {
  runSuite: (input: SuiteInput) => Promise<TestResult[]>
}

Object.assign(globalThis, { runSuite: (input) => runSuite(input, { auth, authApi }) } satisfies SuitePage)
