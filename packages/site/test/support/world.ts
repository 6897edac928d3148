import { createOptimizationApi } from '@qci-client/auth-mock/optimization'
import { startAuthMockServer } from '@qci-client/auth-mock/server'
import type { AuthMockServer } from '@qci-client/auth-mock/server'

import type { Example } from './examples.ts'

/** QCi's APIs as `qci-auth mock` serves them, in the scenario that an example names. */
export function startWorld({ flags }: Pick<Example, 'flags'>): Promise<AuthMockServer> {
  return startAuthMockServer({
    scenario: flags['scenario'] as 'revoked' | undefined,
    handlers: createOptimizationApi,
  })
}
