/** Says how long the command waits before a retry: `Retrying in 40 ms.`, or in seconds from one on. */
export function toRetryNotice(delayMs: number): string {
  return `Retrying in ${delayMs < 1_000 ? `${Math.round(delayMs)} ms` : `${(delayMs / 1_000).toFixed(1)} s`}.`
}
