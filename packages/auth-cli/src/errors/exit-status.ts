/** The exit statuses. Scripts depend on them: they stay the same across releases. */
export const EXIT = {
  success: 0,
  /** A bug in this command, or output that cannot be written. */
  unexpected: 1,
  /** A wrong flag or argument, or a configuration that cannot be used. */
  usage: 2,
  /** 401 or 403. */
  rejected: 3,
  /** No response: DNS, connection, TLS, proxy, time limit. */
  unreachable: 4,
  /** A response with a success status that cannot be used. */
  invalidResponse: 5,
  /** Another HTTP status that is not a success, redirects included. */
  httpError: 6,
  /** `run`: the program cannot be executed, as in shells. */
  notExecutable: 126,
  /** `run`: there is no such program, as in shells. */
  notFound: 127,
} as const

/** One of {@link EXIT}. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT]

/** The exit status for an HTTP status of 300 or more. 407 is the proxy's. */
export function toExitStatus(httpStatus: number): ExitStatus {
  if (httpStatus === 407) return EXIT.unreachable
  return httpStatus === 401 || httpStatus === 403 ? EXIT.rejected : EXIT.httpError
}
