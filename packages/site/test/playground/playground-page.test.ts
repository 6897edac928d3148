import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import axe from 'axe-core'
import { chromium } from 'playwright'
import type { Browser, BrowserContextOptions, FrameLocator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findChromium } from '@qci-client/test-support/find-chromium'
import { buildPlayground, MAX_BROTLI_BYTES } from '../../playground/build-playground.ts'

const executablePath = findChromium(process.env)
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking']

test.skipIf(!process.env['REQUIRE_CHROMIUM'])('there is a Chromium for the tests of the playground', () => {
  expect(
    executablePath,
    'Install Chromium (Debian: apt-get install chromium) or set CHROMIUM_PATH',
  ).toBeDefined()
})

describe.skipIf(executablePath === undefined)('the playground in Chromium', () => {
  let folder: string
  let browser: Browser
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'playground-'))
    const { html } = await buildPlayground()
    await writeFile(join(folder, 'playground.html'), html)
    const iframe =
      '<iframe title="Playground" src="playground.html" sandbox="allow-scripts" width="900"></iframe>'
    await writeFile(join(folder, 'embedding.html'), `<!doctype html><title>Embedding</title>${iframe}`)
    browser = await chromium.launch({ executablePath: executablePath!, args: ARGS })
  }, 120_000)
  afterAll(async () => {
    await browser.close()
    await rm(folder, { recursive: true })
  })

  /** Opens a file of the folder. `requests` and `errors` collect what the page requests and what fails in it. */
  const open = async (file = 'playground.html', options: BrowserContextOptions = {}) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options })
    const requests: string[] = []
    const errors: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => errors.push(message.text()))
    await page.goto(pathToFileURL(join(folder, file)).href)
    return { page, requests, errors, [Symbol.asyncDispose]: () => page.close() }
  }

  test('the playground runs three hours of steady load in seconds, and only the first call waits', async () => {
    await using opened = await open()
    const { page } = opened
    await startAtZero(page)
    const startedAtMs = performance.now()
    await page.getByRole('button', { name: '1 h/s', exact: true }).click()
    const marks = await waitForTime(page, 180)
    const elapsedMs = performance.now() - startedAtMs
    expect(marks).toMatchObject({ 'call waited': 1, 'call failed': 0, 'exchange failed': 0 })
    expect(marks['call atOnce']).toBeGreaterThanOrEqual(180)
    expect(marks['exchange succeeded']).toBeGreaterThanOrEqual(4)
    expect(marks['exchange succeeded']).toBeLessThanOrEqual(5)
    expect(elapsedMs).toBeGreaterThan(2_500) // about 3 s; more on a busy machine
    await eventually(() => page.getByRole('status').textContent()).toContain('Only the first call waited')
    expect(opened.errors).toEqual([])
  })

  test('the bar of a token in the playground shows its life until the margin, and the margin', async () => {
    await using opened = await open()
    await startAtZero(opened.page)
    await step(opened.page, 2)
    const bars = await opened.page.locator('#chart .token').evaluateAll((parts) =>
      parts.map((part) => ({
        fromMs: Number(part.getAttribute('data-from-ms')),
        toMs: Number(part.getAttribute('data-to-ms')),
      })),
    )
    const [life, margin] = bars
    expect(bars).toHaveLength(2)
    expect(life!.toMs).toBe(margin!.fromMs)
    expect(margin!.toMs - margin!.fromMs).toBe(600_000)
    expect(margin!.toMs - life!.fromMs).toBeGreaterThan(3_598_000)
    expect(await opened.page.locator('#chart .renewal-point').count()).toBe(1)
  })

  test('the playground shows no failed call in an outage shorter than the margin', async () => {
    await using opened = await open()
    const { page } = opened
    await startAtZero(page)
    await step(page, 9)
    await page.getByRole('button', { name: 'Outage' }).click()
    await step(page, 1)
    expect(await page.getByRole('status').textContent()).toContain('no call fails')
    await step(page, 1)
    expect(await page.getByRole('button', { name: 'Outage' }).getAttribute('aria-pressed')).toBe('false')
    expect(await page.getByRole('status').textContent()).toContain('no call failed')
    await step(page, 10)
    const marks = await readMarks(page)
    expect(marks['exchange failed']).toBeGreaterThan(0)
    expect(marks).toMatchObject({ 'call failed': 0 })
    expect(await page.locator('#chart .period.outage').count()).toBe(1)
  })

  test('the playground shows failed calls in an outage longer than the life of the token', async () => {
    await using opened = await open()
    const { page } = opened
    await startAtZero(page)
    await step(page, 8)
    await page.getByLabel('lasts').selectOption('45 minutes')
    await page.getByRole('button', { name: 'Outage' }).click()
    await step(page, 16)
    // The token expires after 60 minutes, the outage ends after 85.
    const failed = (await readMarks(page))['call failed']!
    expect(failed).toBeGreaterThanOrEqual(24)
    expect(failed).toBeLessThanOrEqual(26)
  })

  test('the playground shows one renewal and no failed call after a revocation', async () => {
    await using opened = await open()
    const { page } = opened
    await startAtZero(page)
    await step(page, 4)
    await page.getByRole('button', { name: 'Revoke' }).click()
    await step(page, 2)
    expect(await readMarks(page)).toMatchObject({
      'call waited': 2,
      'call failed': 0,
      'exchange succeeded': 2,
    })
    expect(await page.locator('#chart .revocation').count()).toBe(1)
    expect(await page.getByRole('status').textContent()).toContain('renewed the token once')
  })

  test('the playground works in a sandboxed iframe, shares tokens there, and reports its height', async () => {
    await using opened = await open('embedding.html')
    const { page, requests, errors } = opened
    await page.evaluate(() => {
      window.addEventListener('message', ({ data }: MessageEvent<{ heightPx: number }>) => {
        document.body.dataset['height'] = String(data.heightPx)
      })
    })
    const frame = page.frameLocator('iframe')
    await startAtZero(frame)
    await frame.getByRole('checkbox', { name: 'Second process' }).check()
    await frame.getByRole('checkbox', { name: 'share' }).check()
    await step(frame, 12)
    expect(await frame.locator('#exchanges').textContent()).toBe('2')
    expect(await frame.locator('#waited').textContent()).toBe('2')
    await eventually(() => page.evaluate(() => Number(document.body.dataset['height']))).toBeGreaterThan(600)
    expect(requests.map((url) => url.split('/').at(-1))).toEqual(['embedding.html', 'playground.html'])
    expect(errors).toEqual([])
  })

  test('the playground takes the theme of an embedding page of the same origin, and sets the height of its iframe', async () => {
    await using opened = await open()
    const { page } = opened
    const embedding =
      '<!doctype html><html data-theme="dark"><iframe src="/playground.html" width="900"></iframe>'
    const html = await readFile(join(folder, 'playground.html'), 'utf8')
    await page.route('http://localhost/**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: route.request().url().endsWith('playground.html') ? html : embedding,
      }),
    )
    await page.goto('http://localhost/')
    const frame = page.frameLocator('iframe')
    const readTheme = () => frame.locator('html').getAttribute('data-theme')
    await eventually(readTheme).toBe('dark')
    await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'))
    await eventually(readTheme).toBe('light')
    expect(await readTheme()).toBe('light')
    const readHeights = async () => [
      (await frame.locator('body').boundingBox())?.height,
      await page.locator('iframe').evaluate(({ clientHeight }) => clientHeight),
    ]
    await eventually(async () => {
      const [content = 0, shown = 0] = await readHeights()
      return content > 600 && Math.abs(content - shown) <= 1
    }).toBe(true)
  })

  test('the playground makes no network request, and its content security policy allows none', async () => {
    await using opened = await open()
    const { page, requests } = opened
    await startAtZero(page)
    await step(page, 2)
    expect(requests).toEqual([page.url()])
    const policy = await page.locator('meta[http-equiv]').getAttribute('content')
    expect(policy).toContain("connect-src 'none'")
    const violated = await page.evaluate(async () => {
      const violation = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective))
      })
      await fetch('https://qci-auth-mock.test/').catch(() => {})
      return violation
    })
    expect(violated).toBe('connect-src')
  })

  test('the playground can be operated with the keyboard alone', async () => {
    await using opened = await open()
    const { page } = opened
    await startAtZero(page)
    await page.getByRole('button', { name: 'Pause' }).focus()
    for (let count = 0; count < 2; count += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await eventually(() => page.locator('#time').textContent()).not.toBe('0:00')
    await page.keyboard.press('Tab')
    const reached: string[] = []
    for (let count = 0; count < 10; count += 1) {
      await page.keyboard.press('Tab')
      reached.push(await page.evaluate(() => document.activeElement?.id ?? ''))
      if (reached.at(-1) === 'slow' || reached.at(-1) === 'second') await page.keyboard.press('Space')
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
      expect(outline).toBe('solid')
    }
    const ids = 'step restart outage outage-length slow revoke call-rate second sharing clock-error'
    expect(reached).toEqual(ids.split(' '))
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('#clock-error-text').textContent()).toBe('5 min fast')
    expect(await page.locator('#slow').getAttribute('aria-pressed')).toBe('true')
    expect(await page.locator('#chart .lane-title').count()).toBe(2)
  })

  test('the playground does not start by itself with prefers-reduced-motion', async () => {
    await using opened = await open('playground.html', { reducedMotion: 'reduce' })
    const { page } = opened
    await eventually(() => page.locator('#time').textContent()).toBe('1:40')
    expect(await page.getByRole('button', { name: 'Pause' }).getAttribute('aria-pressed')).toBe('true')
    expect((await readMarks(page))['call atOnce']).toBe(99) // the call at 1:40 has not ended
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      test(`the playground has no axe violation and no clipped text: ${colorScheme}, ${width} px wide`, async () => {
        await using opened = await open('playground.html', {
          colorScheme,
          viewport: { width, height: 800 },
          reducedMotion: 'reduce', // axe must not meet a color in the middle of its transition
        })
        const { page } = opened
        await eventually(() => page.locator('#time').textContent()).toBe('1:40')
        await page.getByRole('checkbox', { name: 'Second process' }).check()
        await page.getByRole('button', { name: 'Outage' }).click()
        await page.getByRole('button', { name: 'Slow API' }).click()
        await page.getByRole('button', { name: 'Revoke' }).click()
        await step(page, 1)
        await page.evaluate(axe.source)
        const { violations } = await page.evaluate(() => (window as never as { axe: typeof axe }).axe.run())
        expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      })
    }
  }

  test('the theme of the playground can be set in its URL', async () => {
    await using opened = await open('playground.html', { colorScheme: 'light' })
    const { page } = opened
    const readBackground = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    expect(await readBackground()).toBe('rgb(255, 255, 255)')
    await page.goto(`${page.url()}#theme=dark`)
    await page.reload()
    expect(await readBackground()).toBe('rgb(15, 20, 32)')
  })
})

test('the page of the playground is smaller than its limit', async () => {
  expect((await buildPlayground()).brotliBytes).toBeLessThanOrEqual(MAX_BROTLI_BYTES)
})

/** Polls until the assertion passes, also on a busy machine. */
function eventually<Value>(read: () => Promise<Value>) {
  return expect.poll(read, { timeout: 20_000 })
}

/** Pauses and starts again at time 0. */
async function startAtZero(page: Page | FrameLocator): Promise<void> {
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByRole('button', { name: 'Restart' }).click()
  await eventually(() => page.locator('#time').textContent()).toBe('0:00')
}

/** Advances the clock so many times by five minutes. */
async function step(page: Page | FrameLocator, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const before = toMinutes(await page.locator('#time').textContent())
    await page.getByRole('button', { name: 'Step' }).click()
    await eventually(async () => toMinutes(await page.locator('#time').textContent())).toBe(before + 5)
  }
}

function toMinutes(time: string | null): number {
  const [hours, minutes] = String(time).split(':')
  return Number(hours) * 60 + Number(minutes)
}

/** How many marks of each kind are drawn, by their class names. */
type Marks = Record<string, number>

/** Counts the marks of the present drawing. */
async function readMarks(page: Page): Promise<Marks> {
  return waitForTime(page, 0)
}

/** Counts the marks of the first drawing at or after this time, in simulated minutes. */
async function waitForTime(page: Page, minutes: number): Promise<Marks> {
  const marks = await page.waitForFunction(
    (least) => {
      const [hours, rest] = document.querySelector('#time')!.textContent.split(':')
      if (Number(hours) * 60 + Number(rest) < least) return false
      const kinds = ['call atOnce', 'call waited', 'call failed', 'exchange succeeded', 'exchange failed']
      const count = (kind: string) =>
        document.querySelector<SVGElement>(`#chart [class="${kind}"]`)?.dataset['count'] ?? '0'
      return Object.fromEntries(kinds.map((kind) => [kind, Number(count(kind))]))
    },
    minutes,
    { polling: 'raf' },
  )
  return (await marks.jsonValue()) as Marks
}
