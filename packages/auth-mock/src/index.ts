/**
 * The mock in process: msw handlers, and the state behind them. It runs wherever msw does.
 *
 * @module index
 */
export type { ApiTokenOptions } from './api-token.ts'
export { type AuthMock, createAuthMock } from './auth-mock.ts'
export type { MockClock } from './clock.ts'
export { DEFAULT_API_TOKEN, DEFAULT_LIFETIME_MS } from './config.ts'
export type { OperationId } from './contract.ts'
export type { AuthMockControls } from './controls.ts'
export type { AuthMockEnv } from './env.ts'
export type { Fault, FaultConditions, FaultEffect, FaultKind } from './faults/fault.ts'
export type { FaultHandle, Faults, QueuedFault } from './faults/fault-queue.ts'
export type { FaultPresets } from './faults/presets.ts'
export type { Instant } from './instant.ts'
export type { Journal, JournalFilter, JournalWait } from './journal.ts'
export type { JournalEntry, JournalResponse, Violation } from './journal-entry.ts'
export type { AuthMockOptions, InitialApiToken } from './options.ts'
export type { RequireAccessToken } from './require-access-token.ts'
export type { Scenario, ScenarioName, Scenarios } from './scenarios.ts'
export type { ApiTokenFacts, Tokens } from './tokens.ts'
