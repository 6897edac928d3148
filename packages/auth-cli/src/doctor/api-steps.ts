import { createClient } from '../session/create-client.ts'
import { formatDuration } from './format-duration.ts'
import { passed, skipped, warning } from './step.ts'
import type { Step } from './step.ts'
import { createTimedFetch } from './timed-fetch.ts'

/** From this difference on, a clock is reported. `Date` has whole seconds, and the response took a while. */
const MAX_SKEW_MS = 5_000

/** With a shorter lifetime, programs renew tokens almost continuously. */
const MIN_LIFETIME_MS = 60_000

const health: Step = {
  name: 'Health',
  needs: ['TLS'],
  share: 0.4,
  async run({ client }, signal) {
    return passed((await client!.getAccessTokensHealth({ signal })).message)
  },
}

const version: Step = {
  name: 'Version',
  needs: ['TLS'],
  share: 0.4,
  async run({ client }, signal) {
    const body = await client!.getAccessTokensVersion({ signal })
    return passed(`${body.application_name} ${body.version}`)
  },
}

const tokenExchange: Step = {
  name: 'Token exchange',
  needs: ['API token', 'TLS'],
  async run(context, signal) {
    let retries = 0
    using client = createClient({
      url: context.url!,
      apiToken: context.apiToken,
      timeoutSeconds: context.flags.timeout,
      fetch: createTimedFetch(context),
      onEvent: ({ type }) => void (retries += type === 'retry' ? 1 : 0),
    })
    const { userId, organizationId, expiresAtMs } = await client.getAccessTokenInfo({ signal })
    context.expiresAtMs = expiresAtMs
    const detail = `user ${userId ?? 'not provided'}, organization ${organizationId ?? 'not provided'}`
    return retries === 0
      ? passed(detail)
      : warning(
          `${detail}; on attempt ${retries + 1}`,
          'The exchange succeeded only after retries. If this repeats, check the network and the health of the API.',
        )
  },
}

const clock: Step = {
  name: 'Clock',
  needs: ['URL'],
  run({ times }) {
    if (times?.dateMs === undefined) return skipped('no response had a usable Date header')
    // Date is rounded down to whole seconds: half a second more is the best estimate.
    const skewMs = (times.sentAtMs + times.receivedAtMs) / 2 - (times.dateMs + 500)
    if (Math.abs(skewMs) < MAX_SKEW_MS) return passed("agrees with the API's clock")
    const direction = skewMs > 0 ? 'ahead of' : 'behind'
    return warning(
      `${formatDuration(Math.abs(skewMs))} ${direction} the API's clock`,
      "Set this machine's clock, for example by NTP. QCi's clients use the API's clock, but certificates and other programs need the right time.",
    )
  },
}

const tokenLifetime: Step = {
  name: 'Token lifetime',
  needs: ['Token exchange'],
  run({ expiresAtMs, times }) {
    const lifetimeMs = expiresAtMs! - (times?.dateMs ?? Date.now())
    const detail = formatDuration(lifetimeMs)
    if (lifetimeMs >= MIN_LIFETIME_MS) return passed(detail)
    return warning(
      detail,
      'With such a short lifetime, programs renew tokens almost continuously. Check whether this is intended.',
    )
  },
}

/** Whether the API works. */
export const API_STEPS: readonly Step[] = [health, version, tokenExchange, clock, tokenLifetime]
