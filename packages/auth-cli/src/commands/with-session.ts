import type { withSession as WithSession } from '../session/session.ts'

/** Runs a command with the API. Loads the client only when it is needed: help and shell completions do not need it. */
export const withSession: typeof WithSession = async (...parameters) => {
  const session = await import('../session/session.ts')
  await session.withSession(...parameters)
}
