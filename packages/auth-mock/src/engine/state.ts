import type { ConnectionControl } from '../faults/refuse-periods.ts'
import { createFaultQueue, type FaultQueue } from '../faults/fault-queue.ts'
import { createJournal, type JournalStore } from '../journal/journal.ts'
import { createMask, type Mask } from '../journal/mask.ts'
import { createProblems, type Problems } from '../journal/problems.ts'
import { createTokens, type TokenStore } from '../tokens/tokens.ts'
import { createMockClock, type MockClock } from '../util/mock-clock.ts'
import { SecretIndex } from '../util/secret-index.ts'
import type { MockConfig } from './config.ts'
import { createOtherApis, type OtherApis } from './other-apis.ts'

/** The state of one mock. */
export interface MockState {
  readonly config: MockConfig
  readonly clock: MockClock
  readonly tokens: TokenStore
  readonly faults: FaultQueue
  readonly journal: JournalStore
  readonly mask: Mask
  readonly problems: Problems
  readonly otherApis: OtherApis
}

/** Creates the state of a mock that has received no request. */
export function createState(config: MockConfig, connections: ConnectionControl | undefined): MockState {
  const clock = createMockClock(config.now)
  const secrets = new SecretIndex()
  return {
    config,
    clock,
    tokens: createTokens({ ...config, clock, secrets }),
    faults: createFaultQueue(config.seed, connections),
    journal: createJournal(),
    mask: createMask(secrets),
    problems: createProblems(),
    otherApis: createOtherApis(),
  }
}
