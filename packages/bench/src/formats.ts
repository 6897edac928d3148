/** A duration in ns, µs or ms. */
export function formatMs(ms: number): string {
  const [value, unit] = ms < 0.001 ? [ms * 1e6, 'ns'] : ms < 1 ? [ms * 1e3, 'µs'] : [ms, 'ms']
  return `${value.toPrecision(3)} ${unit}`
}

/** A multiple of the floor. */
export const formatRatio = (ratio: number): string => `${ratio.toFixed(2)}x`

export const formatCount = (count: number): string => String(Math.round(count))

/** Decimal kilobytes, as package registries count them. */
export const formatKb = (bytes: number): string => `${(bytes / 1_000).toFixed(2)} kB`
