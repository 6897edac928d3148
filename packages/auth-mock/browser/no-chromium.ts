/** Replaces the browser tests where there is no Chromium. */
import { expect, test } from 'vitest'

test.skipIf(!process.env['REQUIRE_CHROMIUM'])('there is a Chromium for the tests in a page', () => {
  expect.unreachable('Install Chromium (Debian: apt-get install chromium) or set CHROMIUM_PATH')
})
