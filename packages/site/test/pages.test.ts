import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

import type { AxeResults } from 'axe-core'
import { type Browser, type Page, chromium } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findChromium } from '@qci-client/test-support/find-chromium'
import type { HttpServer } from '@qci-client/test-support/http-server'
import { listFiles, serveSite } from './support/serve-site.ts'

const executablePath = findChromium(process.env)
const isSkipped = executablePath === undefined && !process.env['REQUIRE_CHROMIUM']
if (isSkipped) console.warn('Left out: the tests of the site in Chromium. Install it or set CHROMIUM_PATH.')

const WIDTHS = [1280, 390]

describe.skipIf(isSkipped)('the site in Chromium', () => {
  let browser: Browser
  let site: HttpServer

  beforeAll(async () => {
    if (executablePath === undefined) throw new Error('No Chromium: install it or set CHROMIUM_PATH.')
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
    site = await serveSite()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.[Symbol.asyncDispose]()
  })

  test('axe reports nothing for any page, light and dark, wide and narrow, and no page is cut', async () => {
    const paths = (await listFiles()).filter(
      (file) => /(^|\/)index\.html$/.test(file) && !file.startsWith('playground/'),
    )
    expect(paths.length).toBeGreaterThan(30)
    const problems: string[] = []
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    const context = await browser.newContext({ reducedMotion: 'reduce' })
    const page = await context.newPage()
    for (const path of paths) problems.push(...(await checkPage(page, path, axe)))
    await context.close()
    expect(problems).toEqual([])
  }, 1_200_000)

  async function checkPage(page: Page, path: string, axe: string): Promise<string[]> {
    const problems: string[] = []
    await page.goto(`${site.url}/${path.replace(/index\.html$/, '')}`)
    await page.evaluate(axe)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      const cut = await page.evaluate(listWhatIsCut)
      problems.push(...cut.map((what) => `${path} at ${width}: ${what} is wider than the page`))
      const results = await page.evaluate(runAxe, { isColor: false, exclude: [] })
      problems.push(...toProblems(results, `${path} ${width}`))
      // A theme changes nothing but colors. Those of code are the same at every width, and in the reference, whose
      // pages are long, the same as in the guides.
      const exclude = width === WIDTHS[0] && !path.startsWith('reference/') ? [] : ['.expressive-code']
      for (const theme of ['light', 'dark']) {
        await page.evaluate((value) => (document.documentElement.dataset['theme'] = value), theme)
        const ofColors = await page.evaluate(runAxe, { isColor: true, exclude })
        problems.push(...toProblems(ofColors, `${path} ${theme} ${width}`))
      }
    }
    return problems
  }

  test.each([
    ['toFake', '/packages/auth-mock/'],
    ['__mock__', '/packages/auth-mock/'],
    ['boundary', '/packages/auth-mock/'],
    ['jest', '/packages/auth/'],
    ['waitUntil', '/guides/runtimes-and-proxies/'],
  ])('search for %s finds %s among its first results', async (query, expected) => {
    const page = await browser.newPage()
    await page.goto(`${site.url}/`)
    const results = await page.evaluate<{ url: string }[]>(
      // As text: Vitest would rewrite the import.
      `import('./pagefind/pagefind.js')
        .then((pagefind) => pagefind.search(${JSON.stringify(query)}))
        .then(({ results }) => Promise.all(results.slice(0, 5).map((result) => result.data())))`,
    )
    const found = results.map(({ url }) => url)
    await page.close()
    expect(found).toContain(expected)
  })

  test('without JavaScript a narrow page still opens its menu and leads to another page', async () => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 390, height: 900 },
    })
    const page = await context.newPage()
    await page.goto(`${site.url}/`)
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('link', { name: 'How renewal works' }).first().click()
    await page.waitForURL('**/guides/renewal/')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('How renewal works')
    await context.close()
  })

  test('the choice of a package manager shows its command, without JavaScript too', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${site.url}/`)
    const tabs = page.getByRole('group', { name: 'Package manager' }).first()
    await tabs.getByLabel('pnpm').check()
    expect(await tabs.locator('pre:visible').allTextContents()).toEqual(['pnpm add @qci-client/auth'])
    await context.close()
  })

  test('a page has landmarks, a skip link, a theme switch, and links to the previous and next page', async () => {
    const page = await browser.newPage()
    await page.goto(`${site.url}/guides/errors/`)
    for (const role of ['banner', 'main', 'navigation'] as const) {
      expect(await page.getByRole(role).count()).toBeGreaterThan(0)
    }
    expect(await page.getByRole('link', { name: 'Skip to content' }).count()).toBe(1)
    expect(await page.getByRole('combobox', { name: 'Select theme' }).count()).toBeGreaterThan(0)
    expect(await page.locator('a[rel=prev], a[rel=next]').count()).toBe(2)
    await page.close()
  })
})

/** Runs axe in the page: the rules about colors, or all others. */
function runAxe({ isColor, exclude }: { isColor: boolean; exclude: string[] }): Promise<AxeResults> {
  const { axe } = globalThis as unknown as {
    axe: { run(context: object, options: object): Promise<AxeResults> }
  }
  const values = ['color-contrast', 'link-in-text-block']
  const rules = Object.fromEntries(values.map((rule) => [rule, { enabled: false }]))
  const options = isColor ? { runOnly: { type: 'rule', values } } : { rules }
  return axe.run({ include: ['html'], exclude }, { ...options, resultTypes: ['violations'] })
}

/** Tables, code and images that stick out of the page, and the page itself when it scrolls sideways. */
function listWhatIsCut(): string[] {
  const width = document.documentElement.clientWidth
  const isOutside = (element: Element) => element.getBoundingClientRect().right > width + 1
  const elements = [...document.querySelectorAll('main :is(table, td, img, svg, figure, .expressive-code)')]
  const cut = elements.filter((element) => isOutside(element) && element.checkVisibility())
  return [
    ...cut.map((element) => `${element.localName} ${element.textContent.slice(0, 40)}`),
    ...(document.documentElement.scrollWidth > width ? ['the page'] : []),
  ]
}

function toProblems({ violations }: AxeResults, where: string): string[] {
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(({ target }) => `${where}: ${id}: ${help}: ${target.join(' ')}`),
  )
}
