import { createMockClock, type MockClock } from '../util/mock-clock.ts'
import type { MockConfig } from './config.ts'
import { createFaultQueue, type FaultQueue } from '../faults/fault-queue.ts'
import type { ConnectionControl } from '../faults/refuse-periods.ts'
import { createJournal, type JournalStore } from '../journal/journal.ts'
import { createMask, type Mask } from '../journal/mask.ts'
import { createProblems, type Problems } from '../journal/problems.ts'
import { createTokens, type TokenStore } from '../tokens/tokens.ts'

/** Everything that one mock remembers. */
export interface MockState {
  readonly config: MockConfig
  readonly clock: MockClock
  readonly tokens: TokenStore
  readonly faults: FaultQueue
  readonly journal: JournalStore
  readonly mask: Mask
  readonly problems: Problems
}

/** A mock that has seen nothing yet. */
export function createState(config: MockConfig, refusal: ConnectionControl | undefined): MockState {
  const clock = createMockClock(config.now)
  const tokens = createTokens({ ...config, clock })
  return {
    config,
    clock,
    tokens,
    faults: createFaultQueue(config.seed, refusal),
    journal: createJournal(),
    mask: createMask(() => tokens.secrets()),
    problems: createProblems(),
  }
}
