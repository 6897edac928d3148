import { setTimeout } from 'node:timers/promises'

import type { Clock } from '@qci-client/auth'
import { startAuthMockServer } from '@qci-client/auth-mock/server'

/** The API that the quickstart uses. */
export interface Target extends AsyncDisposable {
  description: string
  url: string
  apiToken: string
  /** The client's time source. */
  clock: Clock
  /** Advances that clock, so that no call waits. */
  advance(ms: number): void
}

/** Only one of `QCI_API_URL` and `QCI_TOKEN` is set. */
export class TargetError extends Error {}

/**
 * Returns the API of `QCI_API_URL` and `QCI_TOKEN`. When neither is set, starts the mock on a free port.
 *
 * @throws {@link TargetError} when only one of the two is set.
 */
export async function findTarget(env: NodeJS.ProcessEnv): Promise<Target> {
  const url = env['QCI_API_URL']?.trim()
  const apiToken = env['QCI_TOKEN']?.trim()
  if (url && apiToken) return createApiTarget(url, apiToken)
  if (!url && !apiToken) return startMockTarget()
  const [present, missing] = url ? ['QCI_API_URL', 'QCI_TOKEN'] : ['QCI_TOKEN', 'QCI_API_URL']
  throw new TargetError(
    `${present} is set but ${missing} is not. Set ${missing} too, or unset ${present} to use the mock.`,
  )
}

function createApiTarget(url: string, apiToken: string): Target {
  let aheadMs = 0
  return {
    description: 'the API of QCI_API_URL, with the API token of QCI_TOKEN',
    url,
    apiToken,
    clock: createClock(() => Date.now() + aheadMs),
    advance: (ms) => void (aheadMs += ms),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

async function startMockTarget(): Promise<Target> {
  const server = await startAuthMockServer()
  const { env, mock } = server
  return {
    description: 'the mock on a free port, because QCI_API_URL and QCI_TOKEN are not set',
    url: env.QCI_API_URL,
    apiToken: env.QCI_TOKEN,
    clock: createClock(() => mock.clock.now()),
    advance: (ms) => mock.clock.advance(ms),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

function createClock(now: () => number): Clock {
  return {
    now,
    monotonic: () => performance.now(),
    async sleep(ms, signal) {
      await setTimeout(ms, undefined, { signal }).catch(() => signal.throwIfAborted()) // with the signal's reason
    },
  }
}
