/** What workerd is started with: each POST is a law to be checked, its answer the finding. */
import * as auth from '@qci-client/auth'
import * as authApi from '@qci-client/auth-api'

import { checkLaw } from '../suite/suite.ts'
import type { Settings } from '../suite/world.ts'

/** The body of the request, as JSON. */
export interface WorkerInput {
  settings: Settings
  title: string
}

export default {
  async fetch(request: Request): Promise<Response> {
    const { settings, title } = (await request.json()) as WorkerInput
    // There is nothing else that prints a value without leaving the worker.
    const inspect = (value: unknown) => JSON.stringify(value)
    return Response.json(await checkLaw(title, settings, { auth, authApi, inspect }))
  },
}
