/** Runs the suite in workerd: the request has the {@link SuiteInput}, the response the results. */
import * as auth from '@qci-client/auth'
import * as authApi from '@qci-client/auth-api'

import { runSuite } from '../suite/run-suite.ts'
import type { SuiteInput, TestResult } from '../suite/suite-input.ts'

export default {
  async fetch(request: Request): Promise<Response> {
    const results: TestResult[] = []
    const inspect = (value: unknown) => JSON.stringify(value) // a worker has nothing else
    const subject = { auth, authApi, inspect, modulesFromElsewhere: [] } // the bundler checks the modules
    await runSuite((await request.json()) as SuiteInput, subject, (result) => results.push(result))
    return Response.json(results)
  },
}
