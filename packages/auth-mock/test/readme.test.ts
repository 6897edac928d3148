import { join } from 'node:path'

import { expect, test } from 'vitest'

import { findChromium } from '@qci-client/test-support/find-chromium'
import { startCommand } from './support/command.ts'
import { createConsumer } from '@qci-client/test-support/consumer'
import { findPython, hasCommand } from '@qci-client/test-support/find-python'
import { type Block, readBlocks } from '@qci-client/test-support/readme'

const blocks = await readBlocks()
const chromium = findChromium(process.env)
const python = findPython()
const hasPytest = python !== undefined && hasCommand(python, '-m', 'pytest', '--version')
const skipped = chromium ? '' : ' (skipped: no Chromium)'

/** The block that is called so. */
function blockOf(file: string): Block & { file: string } {
  const found = blocks.find((block) => block.file === file)
  if (!found) throw new Error(`The README has no block ${file}`)
  return { ...found, file }
}

test('every example is run by a test here', () => {
  const files = blocks.flatMap(({ file }) => file ?? [])
  expect(files).toEqual([
    'client.test.ts',
    'in-process.test.ts',
    'client.node-test.ts',
    'page.spec.ts',
    'page.test.ts',
    'jobs.test.ts',
    'optimization.test.ts',
    'handlers.ts',
  ])
  expect(blocks.filter(({ file }) => file === undefined).map(({ language }) => language)).toEqual([
    'sh', // the installation
    'ts',
    'sh', // Jest
    'js',
    'sh', // the command
    'dockerfile',
    'python',
    'sh',
  ])
})

test('the first example runs as it stands', async () => {
  await using consumer = await createConsumer()
  await consumer.write('first.ts', blocks.find(({ language }) => language === 'ts')!.code)
  expect(await consumer.run(process.execPath, ['first.ts'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^200 \[\s+'access_token',[^]*\]\n503\n$/),
    stderr: '',
  })
})

test('the set-ups for Vitest run as they stand', async () => {
  await using consumer = await createConsumer()
  for (const file of ['client.test.ts', 'in-process.test.ts', 'jobs.test.ts', 'optimization.test.ts']) {
    await consumer.write(file, blockOf(file).code)
  }
  const run = await consumer.runTool('vitest', 'vitest', ['run', '--root', '.'])
  expect(`${run.stdout}${run.stderr}`).toMatch(/Tests {2}4 passed \(4\)/)
  expect(run.code).toBe(0)
}, 60_000)

test.each([
  ['29', 'node', 'jest29'],
  ['29', 'jsdom', 'jest29'],
  ['30', 'node', 'jest'],
  ['30', 'jsdom', 'jest'],
])(
  'the set-up for Jest %s runs in the environment %s as it stands',
  async (version, environment, jest) => {
    const modules = 'packages/runtime-tests/node_modules'
    const jsdom = version === '29' ? 'jest-environment-jsdom29' : 'jest-environment-jsdom'
    await using consumer = await createConsumer({
      jest: `${modules}/${jest}`,
      'jest-environment-jsdom': `${modules}/${jsdom}`,
    })
    await consumer.write('client.test.cjs', blocks.find(({ language }) => language === 'js')!.code)
    const flags = ['--rootDir', '.', '--testMatch', '**/*.test.cjs', '--env', environment]
    const options = { NODE_OPTIONS: '--experimental-vm-modules' }
    const run = await consumer.run(process.execPath, ['node_modules/jest/bin/jest.js', ...flags], options)
    expect(`${run.stdout}${run.stderr}`).toContain('Tests:       1 passed, 1 total')
    expect(run.code).toBe(0)
  },
  60_000,
)

test('the set-up for node:test runs as it stands', async () => {
  await using consumer = await createConsumer()
  const { file, code } = blockOf('client.node-test.ts')
  await consumer.write(file, code)
  const run = await consumer.run(process.execPath, ['--test', '--test-reporter=tap', file])
  expect(run.stdout).toContain('ok 1 - a revoked API token rejects with an error that says so')
  expect(run.code).toBe(0)
})

test.skipIf(!chromium)(
  `the set-up for Playwright runs as it stands${skipped}`,
  async () => {
    await using consumer = await createConsumer()
    const { file, code } = blockOf('page.spec.ts')
    await consumer.write(file, code)
    // what a user has besides: the package that re-exports Playwright's runner, an app, a configuration
    await consumer.write(
      'node_modules/@playwright/test/package.json',
      '{ "type": "module", "exports": "./index.js" }',
    )
    await consumer.write('node_modules/@playwright/test/index.js', "export * from 'playwright/test'")
    await consumer.write('app.js', app)
    await consumer.write('playwright.config.ts', playwrightConfig)
    const run = await consumer.runTool('playwright', 'playwright', ['test', '--reporter=line'], {
      CHROMIUM: chromium!,
    })
    expect(`${run.stdout}${run.stderr}`).toContain('1 passed')
    expect(run.code).toBe(0)
  },
  60_000,
)

test.skipIf(!chromium)(
  `the set-up in a page runs as it stands${skipped}`,
  async () => {
    await using consumer = await createConsumer()
    const { file, code } = blockOf('page.test.ts')
    await consumer.write(file, code)
    await consumer.write('vitest.config.ts', vitestConfig)
    const run = await consumer.runTool('vitest', 'vitest', ['run', '--root', '.'], { CHROMIUM: chromium! })
    expect(`${run.stdout}${run.stderr}`).toMatch(/Tests {2}1 passed \(1\)/)
    expect(run.code).toBe(0)
  },
  60_000,
)

test('the handlers file for the command runs as it stands', async () => {
  await using consumer = await createConsumer()
  const { file, code } = blockOf('handlers.ts')
  await consumer.write(file, code)
  await using mock = startCommand('--handlers', join(consumer.folder, file))
  expect((await fetch(`${await mock.firstLine}/jobs`)).status).toBe(401)
})

test('the Dockerfile has four lines and starts the command with flags that exist', async () => {
  const { code } = blocks.find(({ language }) => language === 'dockerfile')!
  const lines = code.trim().split('\n')
  expect(lines).toHaveLength(4)
  const [command, ...flags] = JSON.parse(lines[3]!.replace('ENTRYPOINT ', '')) as string[]
  expect(command).toBe('qci-auth-mock')
  await using mock = startCommand(...flags.map((flag) => (flag === '4010' ? '0' : flag)))
  expect(await mock.firstLine).toMatch(/^http:/)
})

test.skipIf(!hasCommand('curl', '--version') || !hasCommand('bash', '--version'))(
  'the examples with curl run as they stand',
  async () => {
    await using consumer = await createConsumer()
    await using mock = startCommand()
    await consumer.write('.curlrc', 'silent\nshow-error\nfail-with-body\nwrite-out = "\\n"\n')
    const { code } = blocks.filter(({ language }) => language === 'sh').at(-1)!
    const env = { MOCK: await mock.firstLine, CURL_HOME: consumer.folder }

    const commands = code.split('\n').filter((line) => line.startsWith('curl '))
    expect(commands.length).toBeGreaterThan(20)
    for (const command of commands) {
      const run = await consumer.run('bash', ['-c', command], env)
      expect([command, run.code, run.stdout]).toEqual([command, 0, expect.not.stringMatching(/^\{"message"/)])
    }
  },
)

test.skipIf(!hasPytest)(
  `the pytest fixture runs as it stands${hasPytest ? '' : ' (skipped: no Python with requests and pytest)'}`,
  async () => {
    await using consumer = await createConsumer()
    await consumer.write('example.py', blocks.find(({ language }) => language === 'python')!.code)
    await consumer.run('mkdir', ['-p', 'node_modules/.bin'])
    await consumer.write(
      'node_modules/.bin/qci-auth-mock',
      '#!/bin/sh\nexec node "$(dirname "$0")/../@qci-client/auth-mock/dist/bin.js" "$@"\n',
    )
    await consumer.run('chmod', ['+x', 'node_modules/.bin/qci-auth-mock'])
    const pytest = await consumer.run(python!, ['-m', 'pytest', '-q', 'example.py'])
    expect(pytest).toMatchObject({ code: 0, stdout: expect.stringContaining('1 passed') })
  },
)

const app = `
import { createServer } from 'node:http'
const page = \`<button onclick="check()">Check</button><output></output><script>
  async function check() {
    const response = await fetch(window.QCI_API_URL + '/auth/v1/access-tokens/health', {
      headers: { 'Content-Type': 'application/json' },
    })
    document.querySelector('output').textContent = response.status
  }
</script>\`
createServer((_, response) => response.setHeader('content-type', 'text/html').end(page)).listen(0, '127.0.0.1', function () {
  console.log('http://127.0.0.1:' + this.address().port)
})
`

const playwrightConfig = `
import { defineConfig } from '@playwright/test'
export default defineConfig({
  webServer: { command: 'node app.js', wait: { stdout: /(?<APP_URL>http\\S+)/ } },
  use: { baseURL: process.env.APP_URL, launchOptions: { executablePath: process.env.CHROMIUM, args: ['--disable-gpu'] } },
})
`

const vitestConfig = `
import { playwright } from '@vitest/browser-playwright'
import { msw } from 'msw/vite'
import { defineConfig } from 'vitest/config'
export default defineConfig({
  plugins: [msw({ mode: 'worker-only' })],
  server: { fs: { strict: false } },
  test: {
    browser: {
      enabled: true,
      headless: true,
      provider: playwright({ launchOptions: { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] } }),
      instances: [{ browser: 'chromium' }],
    },
  },
})
`
