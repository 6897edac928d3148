import type { Page } from 'playwright'

import { findChromium } from '@qci-client/test-support/find-chromium'
import type { PageWithSuite } from '../inside/page.ts'
import { IS_INSTALLED } from '../suite/law.ts'
import type { Finding } from '../suite/law.ts'
import type { Settings } from '../suite/world.ts'
import { bundle } from './bundle.ts'
import { unlessAllAreWanted } from './runtime.ts'
import type { Runtime } from './runtime.ts'

const NOT_FOUND = 'install Chromium (Debian: apt-get install chromium), or set CHROMIUM_PATH'

/** How long the laws may take, in milliseconds: what holds up the page for good ends with its browser. */
const LIMIT_MS = 40_000

/** Nothing that goes out by itself, and no sandbox, which containers refuse. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * A page in Chromium. It is one of the mock's own origin, so that the mock needs to know of no other; what it asks of
 * other origins is subject to their leave (CORS).
 */
export function createChromium(): Runtime {
  const executablePath = findChromium(process.env)
  return {
    name: 'Chromium',
    traits: { hasEnvironment: false, sharesFlights: true, sendsConnectionClose: false, httpOfTls: '2.0' },
    leftOut: unlessAllAreWanted() ?? (executablePath === undefined ? NOT_FOUND : undefined),
    async check(titles, settings, folder) {
      const { chromium } = await import('playwright') // late: it takes a while, and most runs do without
      const script = await bundle(folder, 'inside/page.ts', { format: 'iife', conditions: ['browser'] })
      await using browser = await chromium.launch({ executablePath: executablePath!, args: flags })
      const page = await browser.newPage({ ignoreHTTPSErrors: true })
      await page.goto(`${settings.apiUrl}/auth/v1/access-tokens/health`) // any answer of that origin makes a page
      await page.addScriptTag({ content: script })
      const findings: Finding[] = [{ title: IS_INSTALLED }] // or there would have been no bundle
      const limit = setTimeout(() => void browser.close(), LIMIT_MS)
      for (const title of titles) {
        // One after the other: they share the mock.
        // oxlint-disable-next-line no-await-in-loop
        findings.push(await ask(page, { title, settings }))
      }
      clearTimeout(limit)
      return findings
    },
  }
}

async function ask(page: Page, input: { title: string; settings: Settings }): Promise<Finding> {
  try {
    return await page.evaluate((law) => (globalThis as never as PageWithSuite).checkLaw(law), input)
  } catch (error) {
    return { title: input.title, problem: `No finding: ${String(error)}` }
  }
}
