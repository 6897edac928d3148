import { brokenResponses } from './broken-responses.ts'
import { HttpServer } from '@qci-client/test-support/http-server'

/**
 * A server that sends one broken response and valid ones from then on: below `/2/…` with the third of
 * {@link brokenResponses}, for each address.
 */
export function startBrokenServer(options: { port?: number } = {}): Promise<HttpServer> {
  const seen = new Set<string>()
  return HttpServer.start((request, response) => {
    const { path } = request
    const broken = brokenResponses[Number(path.split('/')[1])]
    if (broken && !seen.has(path)) {
      seen.add(path)
      response.on('error', () => {}) // a broken response may be cut off while it is written
      broken.send(response, request)
    } else {
      response.end('{"access_token":"access-token-1","expires_at_rfc3339":"2099-12-31T23:59:59Z"}')
    }
  }, options)
}
