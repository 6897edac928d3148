import type { Patient } from './step.ts'

/** A `fetch` that notes when the answer came, and what time it told. */
export function watchTimes(patient: Patient): typeof fetch {
  return async (...request) => {
    const sentAtMs = Date.now()
    const response = await fetch(...request)
    const date = Date.parse(response.headers.get('date') ?? '')
    patient.times = {
      sentAtMs,
      receivedAtMs: Date.now(),
      // What a cache kept tells an old time.
      dateMs: Number.isNaN(date) || response.headers.has('age') ? undefined : date,
    }
    return response
  }
}
