/** The longest simulated time of one step: a browser that cannot keep up runs slower, and stays responsive. */
const LONGEST_STEP_MS = 10 * 60_000

/** How far the simulation runs next, by the real time that has passed. */
export function toNextTargetMs({
  nowMs,
  elapsedRealMs,
  speed,
}: {
  nowMs: number
  elapsedRealMs: number
  /** Simulated milliseconds per real millisecond; 0 when paused. */
  speed: number
}): number {
  return nowMs + Math.min(LONGEST_STEP_MS, Math.max(0, elapsedRealMs) * speed)
}
