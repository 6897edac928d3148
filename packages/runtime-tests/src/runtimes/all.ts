import { createBun } from './bun.ts'
import { createChromium } from './chromium.ts'
import { createDeno } from './deno.ts'
import { createNode } from './node.ts'
import type { Runtime } from './runtime.ts'
import { createWorkerd } from './workerd.ts'

/** The runtimes that are claimed, in the order of the table. */
export const runtimes = {
  node22: createNode('Node 22', 'node22'),
  node24: createNode('Node 24', 'node'),
  node26: createNode('Node 26', 'node26', '2.0'),
  bun: createBun(),
  deno: createDeno('Deno', true),
  denoWithoutEnvironment: createDeno('Deno without leave to read the environment', false),
  workerd: createWorkerd('workerd', false),
  workerdWithNode: createWorkerd('workerd with nodejs_compat', true),
  // Then, workerd took Authorization along to other origins.
  workerdOf2024: createWorkerd('workerd as of 2024', false, '2024-01-01'),
  chromium: createChromium(),
} satisfies Record<string, Runtime>
