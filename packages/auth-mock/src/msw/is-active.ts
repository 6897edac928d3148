/**
 * Whether msw's interception may be active. Stopping it when it is not is an error in msw 3, which has
 * `readyState`, and harmless in msw 2, which has not.
 */
export function isActive(interception: object): boolean {
  const { readyState = 1 } = interception as { readyState?: number }
  return readyState === 1
}
