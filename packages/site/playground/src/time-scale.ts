const MINUTE_MS = 60_000

/** Maps simulated time to horizontal positions. */
export interface TimeScale {
  readonly startMs: number
  readonly endMs: number
  /** Where `startMs` is, in pixels. Left of it is the gutter with the names of the rows. */
  readonly leftPx: number
  /** Where `endMs` is, in pixels. */
  readonly rightPx: number
  /** The position of an instant, in pixels; outside of `leftPx` and `rightPx` when it is not in view. */
  toX(atMs: number): number
}

const NARROWEST_WITH_GUTTER_PX = 520
const GUTTER_PX = 78

/** What is in view: a wide chart shows more than three hours of the past, a narrow one more than one. */
export function createTimeScale(nowMs: number, rightPx: number): TimeScale {
  const leftPx = rightPx < NARROWEST_WITH_GUTTER_PX ? 0 : GUTTER_PX
  const widthPx = rightPx - leftPx
  const spanMs = Math.min(270, Math.max(100, widthPx / 3.6)) * MINUTE_MS
  const startMs = Math.max(0, nowMs - spanMs * 0.77)
  return {
    startMs,
    endMs: startMs + spanMs,
    leftPx,
    rightPx,
    toX: (atMs) => Math.round((leftPx + ((atMs - startMs) / spanMs) * widthPx) * 10) / 10,
  }
}

/** The instants of the grid: each half hour, or each hour where half hours are too close for their labels. */
export function toGridTimes({ startMs, endMs, leftPx, rightPx }: TimeScale): number[] {
  const pixelsPerMinute = (rightPx - leftPx) / ((endMs - startMs) / MINUTE_MS)
  const stepMs = (pixelsPerMinute * 30 < 60 ? 60 : 30) * MINUTE_MS
  const times: number[] = []
  for (let atMs = Math.ceil(startMs / stepMs) * stepMs; atMs < endMs; atMs += stepMs) times.push(atMs)
  return times
}

/** Simulated time as hours and minutes, such as `1:05`. */
export function formatTime(atMs: number): string {
  const minutes = Math.floor(atMs / MINUTE_MS)
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}
