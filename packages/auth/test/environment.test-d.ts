import { describe, expectTypeOf, test } from 'vitest'

import type { AuthClientOptions, Environment } from '@qci-client/auth'

/** As `wrangler types` writes it. */
interface WorkerEnv {
  QCI_API_URL: string
  QCI_TOKEN: string
  DATABASE: { prepare(query: string): unknown }
}

interface EnvWithoutOurs {
  DATABASE: { prepare(query: string): unknown }
}

interface EnvWithSecretsStore {
  QCI_TOKEN: { get(): Promise<string> }
}

declare class Settings {
  get QCI_TOKEN(): string
  reload(): void
}

describe('the option env', () => {
  test('accepts any object whose QCI_API_URL and QCI_TOKEN are strings or absent', () => {
    expectTypeOf<WorkerEnv>().toExtend<Environment>()
    expectTypeOf<EnvWithoutOurs>().toExtend<Environment>()
    expectTypeOf<Settings>().toExtend<Environment>()
    expectTypeOf<Record<string, string | undefined>>().toExtend<Environment>()
    expectTypeOf<Record<string, unknown>>().toExtend<Environment>()
    const literal = { QCI_TOKEN: 'token', OTHER: 5 } satisfies AuthClientOptions['env']
    expectTypeOf(literal).toExtend<Environment>()
  })

  test('rejects a binding that is not a string', () => {
    expectTypeOf<EnvWithSecretsStore>().not.toExtend<Environment>()
    expectTypeOf<{ QCI_API_URL: number }>().not.toExtend<Environment>()
    expectTypeOf<string>().not.toExtend<Environment>()
  })
})
