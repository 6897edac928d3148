import { afterAll, expect, test } from 'vitest'

import { readRecipes } from './support/recipes.ts'
import { createReader } from './support/user.ts'

const files = await readRecipes()
const reader = await createReader(files)
afterAll(() => reader[Symbol.asyncDispose]())

const TOOLS: [name: string, bin: string, args: string[], summary: RegExp][] = [
  [
    'Vitest',
    'vitest/vitest.mjs',
    ['run', '--root', 'test-runners', 'allocations.test.ts'],
    /Tests {2}1 passed/,
  ],
  ['Jest', 'jest/bin/jest.js', ['--config', 'test-runners/jest.config.json'], /Tests: +1 passed/],
  ['Playwright', 'playwright/cli.js', ['test', 'test-runners/allocations.spec.ts'], /1 passed/],
]

test.for(TOOLS)('test-runners: the test for %s passes', async ([, bin, args, summary]) => {
  const { stdout, stderr, code } = await reader.run(process.execPath, [`node_modules/${bin}`, ...args])
  expect(`${stdout}${stderr}`).toMatch(summary)
  expect(code).toBe(0)
})
