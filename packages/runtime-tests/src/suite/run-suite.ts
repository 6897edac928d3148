import { config, done, hooks, on, start, test as addToQUnit } from 'qunit'

import { addAbortTests } from './aborts-and-timeouts.ts'
import { addConnectionTests } from './connections.ts'
import { addEnvironmentTests } from './environment.ts'
import { addOutageTests } from './outages.ts'
import { addRequestTests } from './requests.ts'
import type { SuiteInput, TestResult } from './suite-input.ts'
import { createTestContext } from './test-context.ts'
import type { AddTest, Check, Subject } from './test-context.ts'
import { addTokenTests } from './tokens.ts'

/** How long one test may take, in milliseconds. */
const TEST_TIMEOUT_MS = 8_000

declare global {
  interface QUnit {
    /** Listens for the end of each test; `@types/qunit` lacks it. */
    on: (event: 'testEnd', listener: (test: TestResult) => void) => void
  }
}

/**
 * Runs all tests in this runtime, one after the other: they share the mock. It uses web standards and QUnit only, so
 * that the same files run everywhere. Call it once per process, worker or page.
 */
export async function runSuite({ servers, features }: SuiteInput, subject: Subject): Promise<TestResult[]> {
  config.autostart = false
  config.reorder = false
  config.testTimeout = TEST_TIMEOUT_MS
  const results: TestResult[] = []
  on('testEnd', ({ name, status, errors }) => results.push({ name, status, errors }))

  let ended = new AbortController()
  hooks.beforeEach(() => void (ended = new AbortController()))
  hooks.afterEach(() => ended.abort(new Error('The test has ended'))) // also after a timeout
  const run = (check: Check) => async (assert: Assert) =>
    check(await createTestContext({ ...servers, ...subject, assert, signal: ended.signal }))
  const test: AddTest = Object.assign((name: string, check: Check) => addToQUnit(name, run(check)), {
    if: (name: string, condition: boolean, check: Check) => addToQUnit.if(name, condition, run(check)),
  })

  addTokenTests(test, features)
  addOutageTests(test, features)
  addAbortTests(test)
  addRequestTests(test)
  addConnectionTests(test, features, servers)
  addEnvironmentTests(test, features)
  await new Promise<void>((resolve) => {
    done(() => resolve())
    start()
  })
  return results
}
