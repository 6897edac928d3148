import { createClock, type MockClock } from './clock.ts'
import type { MockConfig } from './config.ts'
import { createFaultQueue, type FaultQueue } from './faults/fault-queue.ts'
import type { Refusal } from './faults/refusals.ts'
import { createJournal, type JournalStore } from './journal.ts'
import { createMask, type Mask } from './mask.ts'
import { createProblems, type Problems } from './problems.ts'
import { createTokens, type TokenStore } from './tokens.ts'

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
export function createState(config: MockConfig, refusal: Refusal | undefined): MockState {
  const clock = createClock(config.now)
  const tokens = createTokens(config, clock)
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
