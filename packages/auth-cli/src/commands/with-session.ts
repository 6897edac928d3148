import type { withSession as WithSession } from '../session/session.ts'

/** Runs a command with the API. Loads the client only now: help and shell completions do without. */
export const withSession: typeof WithSession = async (...parameters) => {
  const session = await import('../session/session.ts')
  await session.withSession(...parameters)
}
