/** A URL for messages: without the query, which may contain anything. */
export function toShown({ origin, pathname }: URL): string {
  return origin + pathname
}
