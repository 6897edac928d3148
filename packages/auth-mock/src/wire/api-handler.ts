/**
 * A request handler of another API, made by `http` of msw 2 or 3.
 *
 * Only these methods are used, so that the server works without msw and accepts handlers of any version.
 */
export interface ApiHandler {
  readonly info: object
  test(args: { request: Request; resolutionContext?: { baseUrl?: string } }): Promise<boolean>
  run(args: {
    request: Request
    requestId: string
    resolutionContext?: { baseUrl?: string }
  }): Promise<{ response?: Response | undefined } | null>
}
