import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('support/async-context-program.ts', import.meta.url))
const modules = new URL('../../runtime-tests/node_modules/', import.meta.url)

// In Node before 24 each promise keeps the stores of the context that made it.
test.each(['node22', 'node', 'node26'])(
  'a cached token does not keep the async context of the request that obtained it: %s',
  async (name) => {
    const node = fileURLToPath(new URL(`${name}/bin/node`, modules))
    const { stdout } = await promisify(execFile)(node, [
      '--expose-gc',
      '--conditions=@qci-client/source',
      program,
    ])
    expect(stdout).toBe('collected token\n')
  },
)
