import { createFetch, findHeader } from '../http/create-fetch.ts'
import { findRoute } from '../proxy/route.ts'
import type { DoctorContext } from './step.ts'

/** Creates a `fetch` that records when the last response arrived, and its time. */
export function createTimedFetch(context: DoctorContext): typeof fetch {
  return createFetch({
    findRoute: (url) => findRoute(url, context.env),
    onResponse({ headers }, sentAtMs) {
      const date = Date.parse(findHeader(headers, 'date') ?? '')
      // A response from a cache has an old time.
      const isCurrent = !Number.isNaN(date) && Number(findHeader(headers, 'age') ?? 0) === 0
      context.times = { sentAtMs, receivedAtMs: Date.now(), dateMs: isCurrent ? date : undefined }
    },
  })
}
