import { createClient } from '../config/create-client.ts'
import { formatDuration } from './format-duration.ts'
import { passed, skipped, warning } from './step.ts'
import type { Step } from './step.ts'
import { watchTimes } from './record-times.ts'

/** From here on a clock is called wrong: `Date` has whole seconds, and the answer was under way for a while. */
const WRONG_BY_MS = 5_000

/** A life so short that programs are busy with renewals. */
const SHORT_LIFE_MS = 60_000

const health: Step = {
  name: 'Health',
  needs: ['TLS'],
  async examine({ client }, signal) {
    return passed((await client!.getAccessTokensHealth({ signal })).message)
  },
}

const version: Step = {
  name: 'Version',
  needs: ['TLS'],
  async examine({ client }, signal) {
    const body = await client!.getAccessTokensVersion({ signal })
    return passed(`${body.application_name} ${body.version}`)
  },
}

const tokenExchange: Step = {
  name: 'Token exchange',
  needs: ['API token', 'TLS'],
  async examine(patient, signal) {
    let retries = 0
    using client = createClient(patient.url!, patient.apiToken, patient.flags, {
      fetch: watchTimes(patient),
      onEvent: ({ type }) => void (retries += type === 'retry' ? 1 : 0),
    })
    const { userId, organizationId, expiresAtMs } = await client.getAccessTokenInfo({ signal })
    patient.expiresAtMs = expiresAtMs
    const detail = `user ${userId ?? 'not told'}, organization ${organizationId ?? 'not told'}`
    return retries === 0
      ? passed(detail)
      : warning(
          `${detail}; at try ${retries + 1}`,
          'The API or the way to it is shaky: it needed further tries.',
        )
  },
}

const clock: Step = {
  name: 'Clock',
  needs: ['URL'],
  examine({ times }) {
    if (times?.dateMs === undefined) return skipped('no answer has told the time')
    // Date is cut down to whole seconds: half a second more is the best guess.
    const skewMs = (times.sentAtMs + times.receivedAtMs) / 2 - (times.dateMs + 500)
    if (Math.abs(skewMs) < WRONG_BY_MS) return passed('agrees with that of the API')
    const direction = skewMs > 0 ? 'ahead of' : 'behind'
    return warning(
      `${formatDuration(Math.abs(skewMs))} ${direction} that of the API`,
      "Set the clock of this machine (NTP). QCi's clients count by the API's clock, but TLS and others do not.",
    )
  },
}

const tokenLifetime: Step = {
  name: 'Token lifetime',
  needs: ['Token exchange'],
  examine({ expiresAtMs, times }) {
    const lifeMs = expiresAtMs! - (times?.dateMs ?? Date.now())
    const detail = formatDuration(lifeMs)
    if (lifeMs >= SHORT_LIFE_MS) return passed(detail)
    return warning(detail, 'So short a life makes programs ask for tokens all the time: is this meant to be?')
  },
}

/** Whether the API does what it is there for. */
export const API_STEPS: readonly Step[] = [health, version, tokenExchange, clock, tokenLifetime]
