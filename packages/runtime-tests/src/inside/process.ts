/**
 * What Node, Bun and Deno are started with: reads from standard input what to check, and writes a line of JSON
 * for each law. It ends when nothing is left to do; that it does is a finding, too.
 */
import process from 'node:process'
import { inspect as nodeInspect } from 'node:util'

import * as auth from '@qci-client/auth'
import * as authApi from '@qci-client/auth-api'

import { IS_INSTALLED } from '../suite/law.ts'
import { checkLaw } from '../suite/suite.ts'
import type { Settings } from '../suite/world.ts'

/** What standard input holds, as JSON. */
export interface ProcessInput {
  settings: Settings
  titles: string[]
}

type Printer = { inspect: (value: unknown) => string }
const { Deno, Bun } = globalThis as { Deno?: Printer; Bun?: Printer }
const inspect = Deno?.inspect ?? Bun?.inspect ?? ((value) => nodeInspect(value, { showHidden: true }))

let input = ''
for await (const chunk of process.stdin) input += String(chunk)
const { settings, titles } = JSON.parse(input) as ProcessInput

const installed = new URL('../node_modules/@qci-client/', import.meta.url).href
const found = ['@qci-client/auth', '@qci-client/auth-api'].map((name) => import.meta.resolve(name))
const strange = found.filter((url) => !url.startsWith(installed))
console.log(JSON.stringify({ title: IS_INSTALLED, problem: strange[0] }))

for (const title of titles) {
  // One after the other: they share the mock.
  // oxlint-disable-next-line no-await-in-loop
  console.log(JSON.stringify(await checkLaw(title, settings, { auth, authApi, inspect })))
}
