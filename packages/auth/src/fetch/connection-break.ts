/** The codes with which Node, npm undici, node-fetch and Bun report that an open connection broke. */
const BREAK_CODES = /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|ConnectionClosed)$/

/** The error messages of runtimes without codes (Deno, workerd), and of Node 26 over HTTP/2. */
const BREAK_WORDS = /\bconnection (\w+ )?(closed|reset|lost)\b|^HTTP\/2: stream half-closed/i

/**
 * Whether `fetch` failed because an open connection broke, such as a pooled one that the server had closed. False
 * when no connection could be opened, and for TLS errors, timeouts and aborts. Browsers do not report it, and retry
 * by themselves.
 */
export function isConnectionBreak(error: unknown): boolean {
  let cause = error as { cause?: unknown; code?: unknown; message?: unknown } | null | undefined
  try {
    // Causes may be circular.
    for (let depth = 0; depth < 5 && cause; depth += 1) {
      if (BREAK_CODES.test(String(cause.code)) || BREAK_WORDS.test(String(cause.message))) return true
      cause = cause.cause as typeof cause
    }
  } catch {} // of a getter that throws
  return false
}
