import { fileURLToPath } from 'node:url'

import { playwright } from '@vitest/browser-playwright'
import { msw } from 'msw/vite'
import type { TestProjectInlineConfiguration } from 'vitest/config'

import { findChromium } from '@qci-client/test-support/find-chromium'

const quiet = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
]

/**
 * The test project that runs in a real page, or, where no Chromium is found, one skipped test in its place
 * and a line that says so. With `REQUIRE_CHROMIUM` set that test fails.
 *
 * @param env - `CHROMIUM_PATH` says where it is; else it is looked for where it usually is.
 */
export function browserProject(env: NodeJS.ProcessEnv): TestProjectInlineConfiguration {
  const chromium = findChromium(env)
  if (chromium === undefined) {
    console.warn(
      'Skipped: the tests in a page. Install Chromium (Debian: apt-get install chromium) or set CHROMIUM_PATH.',
    )
    return {
      extends: true,
      test: { name: 'browser', include: ['packages/auth-mock/browser/no-chromium.ts'] },
    }
  }
  return {
    extends: true,
    root: fileURLToPath(new URL('..', import.meta.url)), // where msw is to be found
    plugins: [msw({ mode: 'worker-only' })], // serves msw's worker script
    optimizeDeps: { include: ['msw/browser', 'msw/http'] },
    test: {
      name: 'browser',
      include: ['browser/**/*.test.ts'],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: { executablePath: chromium, args: ['--no-sandbox', '--disable-gpu', ...quiet] },
        }),
        instances: [{ browser: 'chromium' }],
      },
    },
  }
}
