import { setTimeout } from 'node:timers/promises'

import type { Clock } from '@qci-client/auth'
import { startAuthMockServer } from '@qci-client/auth-mock/server'

/** The API that the demo talks to. */
export interface Target extends AsyncDisposable {
  /** Which one it is and how it was found, for people. */
  description: string
  url: string
  apiToken: string
  /** The time that the client goes by. */
  clock: Clock
  /** Lets so many milliseconds pass on that clock, without waiting. */
  advance(ms: number): void
}

/** The environment names one API or none, not half of one. */
export class TargetError extends Error {}

/**
 * The API of `QCI_API_URL` and `QCI_TOKEN`; with neither, the mock's server on a free port.
 *
 * @throws {@link TargetError} when only one of the two is set.
 */
export async function findTarget(env: NodeJS.ProcessEnv): Promise<Target> {
  const url = env['QCI_API_URL']?.trim()
  const apiToken = env['QCI_TOKEN']?.trim()
  if (url && apiToken) return toRealTarget(url, apiToken)
  if (url || apiToken) {
    const [given, missing] = url ? ['QCI_API_URL', 'QCI_TOKEN'] : ['QCI_TOKEN', 'QCI_API_URL']
    throw new TargetError(
      `${given} is set but ${missing} is not. Set ${missing} too, or unset ${given} to try the mock.`,
    )
  }
  return startMock()
}

function toRealTarget(url: string, apiToken: string): Target {
  let offsetMs = 0
  return {
    description: 'the API of QCI_API_URL, with the API token of QCI_TOKEN',
    url,
    apiToken,
    clock: toClock(() => Date.now() + offsetMs),
    advance: (ms) => void (offsetMs += ms),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

async function startMock(): Promise<Target> {
  const server = await startAuthMockServer()
  const { env, mock } = server
  return {
    description: 'the mock on a free port, for QCI_API_URL and QCI_TOKEN are not set',
    url: env.QCI_API_URL,
    apiToken: env.QCI_TOKEN,
    clock: toClock(() => mock.clock.now()),
    advance: (ms) => mock.clock.advance(ms),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

function toClock(now: () => number): Clock {
  return {
    now,
    monotonic: () => performance.now(),
    async sleep(ms, signal) {
      await setTimeout(ms, undefined, { signal }).catch(() => signal.throwIfAborted()) // with its own reason
    },
  }
}
