import { conformance } from '../../src/index.ts'
import type { ConformanceOptions, ConformanceReport } from '../../src/index.ts'
import { API_TOKEN, createAuthServer } from './auth-server.ts'
import type { ServerFault } from './auth-server.ts'

/** Tests a server that is correct but for the fault. */
export function runConformance(
  fault?: ServerFault,
  options: Partial<ConformanceOptions> = {},
): Promise<ConformanceReport> {
  const tokens = { refresh_token: API_TOKEN }
  return conformance({ baseUrl: 'http://api.test', fetch: createAuthServer(fault), tokens, ...options })
}
