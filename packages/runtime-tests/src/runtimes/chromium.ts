import { join } from 'node:path'

import { findChromium } from '@qci-client/test-support/find-chromium'
import type { SuitePage } from '../entries/page-entry.ts'
import { bundle } from './bundle.ts'
import type { Runtime } from './runtime.ts'

const HOW_TO_INSTALL = 'Install Chromium (Debian: apt-get install chromium), or set CHROMIUM_PATH.'

/**
 * A page in Chromium. Its origin is the mock's, so that the mock needs no CORS configuration; requests to other origins
 * are subject to CORS.
 */
export function createChromium(): Runtime {
  const executablePath = findChromium(process.env)
  return {
    name: 'Chromium',
    howToRun: 'a page, through Playwright',
    features: {
      hasEnvironment: false,
      sharesExchanges: true,
      showsRedirects: false,
      sendsConnectionClose: false,
      httpVersionOverTls: '2.0',
    },
    isSlow: true,
    missing: executablePath === undefined ? HOW_TO_INSTALL : undefined,
    async run(input, folder) {
      const { chromium } = await import('playwright') // slow to load, and most test runs do not need it
      const script = await bundle(join(folder, 'entries/page-entry.ts'), 'iife', ['browser'])
      const args = ['--disable-gpu', '--disable-quic', '--disable-sync']
      await using browser = await chromium.launch({ executablePath: executablePath!, args })
      const page = await browser.newPage({ ignoreHTTPSErrors: true })
      await page.goto(`${input.servers.apiUrl}/auth/v1/access-tokens/health`) // any response of that origin
      await page.addScriptTag({ content: `var qunit_config_autostart = false;\n${script}` })
      const tests = await page.evaluate((data) => (globalThis as never as SuitePage).runSuite(data), input)
      return { version: browser.version(), tests }
    },
  }
}
