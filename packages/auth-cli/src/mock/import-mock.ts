import type * as Mock from '@qci-client/auth-mock/server'

import { usageError } from '../command-error.ts'

/** The mock's server door. */
export type MockServerModule = typeof Mock

/**
 * Loads the mock, which is an optional peer: few who use the command need it.
 *
 * @throws CommandError (usage) that says how to install it when it is not there.
 */
export async function importMock(): Promise<MockServerModule> {
  try {
    return await import('@qci-client/auth-mock/server')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw usageError(
      'The mock is not installed.',
      'Run: npm install --save-dev @qci-client/auth-mock (with --global when qci-auth was installed so).',
    )
  }
}
