import { dirname, join } from 'node:path'

import { findBinary, findManifest } from '@qci-client/test-support/find-binary'
import { createChromium } from './chromium.ts'
import { createProcessRuntime } from './process-runtime.ts'
import type { ProcessOptions } from './process-runtime.ts'
import type { Runtime } from './runtime.ts'
import { createWorkerd } from './workerd.ts'

/** Which day's behavior of workerd the workers request. */
export const COMPATIBILITY_DATE = '2026-07-30'

const node = (packageName: string) => ({ binary: findBinary(packageName), packageName, howToRun: '`node`' })

const deno = {
  binary: findDeno(),
  packageName: 'deno',
  howToRun: '`deno run --allow-net --allow-env`',
  args: 'run --no-prompt --no-lock --no-remote --node-modules-dir=manual --allow-net=127.0.0.1 --allow-env'.split(
    ' ',
  ),
  certificateVariable: 'DENO_CERT',
  httpVersionOverTls: '2.0',
} satisfies ProcessOptions

export const workerd: Runtime = createWorkerd('workerd', { compatibilityDate: COMPATIBILITY_DATE })

/** The supported runtimes, in the order of the README's table. */
export const runtimes: readonly Runtime[] = [
  createProcessRuntime('Node 22', node('node22')),
  createProcessRuntime('Node 24', node('node')),
  createProcessRuntime('Node 26', { ...node('node26'), httpVersionOverTls: '2.0' }),
  createProcessRuntime('Bun', {
    binary: findBinary('bun'),
    packageName: 'bun',
    howToRun: '`bun run`',
    args: ['run', '--no-install'],
  }),
  createProcessRuntime('Deno', deno),
  createProcessRuntime('Deno without --allow-env', {
    ...deno,
    howToRun: '`deno run --allow-net`',
    hasEnvironment: false, // the entry module withdraws the permission
  }),
  workerd,
  createWorkerd('workerd with nodejs_compat', {
    compatibilityDate: COMPATIBILITY_DATE,
    compatibilityFlags: ['nodejs_compat'],
  }),
  // That version of workerd sent Authorization to other origins after a redirect.
  createWorkerd('workerd with an old compatibility date', { compatibilityDate: '2024-01-01' }),
  createChromium(),
]

/** Finds Deno's own program. To end the script of the package "deno" would leave the program running. */
function findDeno(): string | undefined {
  const launcher = findManifest('deno')
  const libc = process.platform === 'linux' ? '-glibc' : ''
  const manifest = launcher && findManifest(`@deno/${process.platform}-${process.arch}${libc}`, launcher)
  return manifest && join(dirname(manifest), process.platform === 'win32' ? 'deno.exe' : 'deno')
}
