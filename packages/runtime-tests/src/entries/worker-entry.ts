/** Runs the suite in workerd: the request has the input, the response the results. */
import * as auth from '@qci-client/auth'
import * as authApi from '@qci-client/auth-api'

import { runSuite } from '../suite/run-suite.ts'
import type { SuiteInput } from '../suite/suite-input.ts'

export default {
  fetch: async (request: Request): Promise<Response> =>
    Response.json(await runSuite((await request.json()) as SuiteInput, { auth, authApi })),
}
