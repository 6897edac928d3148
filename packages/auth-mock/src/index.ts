/**
 * The mock in process: msw handlers, and the state behind them. It runs wherever msw does.
 *
 * @module index
 */
export type { ApiTokenOptions, InitialApiToken } from './tokens/api-token.ts'
export { type AuthMock, createAuthMock } from './msw/auth-mock.ts'
export type { MockClock } from './util/mock-clock.ts'
export { DEFAULT_API_TOKEN, DEFAULT_LIFETIME_MS } from './engine/config.ts'
export type { OperationId } from './contract/contract.ts'
export type { AuthMockControls } from './engine/auth-mock-controls.ts'
export type { AuthMockEnv } from './engine/env.ts'
export type { Fault, FaultConditions, FaultEffect, FaultHandle, FaultKind } from './faults/fault.ts'
export type { Faults, QueuedFault } from './faults/fault-queue.ts'
export type { FaultPresets, PresetConditions } from './faults/presets.ts'
export type { Instant } from './util/instant.ts'
export type { Journal, JournalFilter, JournalWait } from './journal/journal.ts'
export type { JournalEntry, JournalResponse } from './journal/journal-entry.ts'
export type { AuthMockOptions } from './engine/options.ts'
export type { RequireAccessToken } from './engine/require-access-token.ts'
export type { Scenario, ScenarioName, Scenarios } from './faults/scenario.ts'
export type { ApiTokenFacts, Tokens } from './tokens/tokens.ts'
export type { Violation } from './contract/violation.ts'
export type { ApiHandler } from './wire/api-handler.ts'
