import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { AuthClient, ConfigurationError } from '@qci-client/auth'

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/
/** Pieces from which addresses are put together that parsers read in different ways. */
const PIECES =
  'http https HTTP : / // /// \\ @ ? # . .. %2e %40 127 .1 127.0.0.1 0x7f localhost [::1] [ ] api.example evil.com :80 *'.split(
    ' ',
  )
const CHARACTERS = [' ', '\t', '\u00AD', '\u200B', '\u3002', '\uFF0E', 'ａ', 'é', '\uD800', '\u0000']

const address = fc
  .tuple(
    fc.constantFrom('', 'http://', 'https://', 'https:', 'http:/'),
    fc.array(
      fc.oneof(
        fc.constantFrom(...PIECES),
        fc.constantFrom(...CHARACTERS),
        fc.webUrl(),
        fc.string({ maxLength: 3 }),
      ),
      { minLength: 1, maxLength: 8 },
    ),
  )
  .map(([prefix, pieces]) => prefix + pieces.join(''))

/** The client for an address; undefined when it is rejected. */
function createFor(url: string): AuthClient | undefined {
  try {
    return new AuthClient({ url, apiToken: 'RT', env: {} })
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined
    throw error
  }
}

test('requests go to the host that the API address shows, without user info, and by http: only to this machine', () => {
  let accepted = 0
  fc.assert(
    fc.property(address, (text) => {
      const client = createFor(text)
      if (!client) return
      accepted += 1
      // A browser resolves an address against its page.
      const { protocol, host, hostname, username, password, search, hash } = new URL(
        client.accessTokensUrl,
        'https://page.example/app/',
      )
      const [, scheme, shown] = /^(https?):\/\/([^/]+)\//i.exec(client.url) ?? []
      expect([protocol, host]).toEqual([`${scheme?.toLowerCase()}:`, new URL(`${scheme}://${shown}`).host])
      expect([username, password, search, hash]).toEqual(['', '', '', ''])
      expect(protocol === 'https:' || LOOPBACK.test(hostname)).toBe(true)
    }),
    { numRuns: 5_000 },
  )
  expect(accepted).toBeGreaterThan(100)
})
