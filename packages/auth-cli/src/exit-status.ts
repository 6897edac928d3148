/** With what the command ends: scripts branch on it, so it is stable across releases. */
export const EXIT = {
  done: 0,
  /** A defect of this command. */
  unexpected: 1,
  /** A wrong flag or argument, or a configuration that cannot be used. */
  usage: 2,
  /** 401 or 403. */
  refused: 3,
  /** No answer: name, connection, TLS, proxy, time. */
  unreachable: 4,
  /** An answer of a success status that cannot be used. */
  invalidAnswer: 5,
  /** Another status of HTTP that is no success, a redirect included. */
  httpError: 6,
  /** Ctrl-C, as shells count it: 128 and the number of SIGINT. */
  interrupted: 130,
} as const

/** One of {@link EXIT}. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT]

/** The exit status that tells of an answer's status of 300 or more. */
export function toExitStatus(httpStatus: number): ExitStatus {
  return httpStatus === 401 || httpStatus === 403 ? EXIT.refused : EXIT.httpError
}
