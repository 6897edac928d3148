/**
 * What a refused request is sent again from: the same, or a copy of a Request whose body is read once.
 *
 * @returns Undefined when its body is a stream, which can be sent only once.
 */
export function toReplay(target: URL | Request, init: RequestInit | undefined): URL | Request | undefined {
  const body: unknown = init?.body
  if (body) return isRepeatable(body) ? target : undefined
  return target instanceof Request && target.body ? target.clone() : target
}

/** Lets go of a copy that was not needed: the body that waits in it would stay in memory. */
export function releaseReplay(replay: URL | Request | undefined, target: URL | Request): void {
  if (replay instanceof Request && replay !== target) replay.body?.cancel().catch(() => {})
}

/** Whether a body is read anew each time that it is sent: everything but streams. */
function isRepeatable(body: unknown): boolean {
  return (
    typeof body === 'string' ||
    ArrayBuffer.isView(body) ||
    [ArrayBuffer, Blob, FormData, URLSearchParams].some((type) => body instanceof type)
  )
}
