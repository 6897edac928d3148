import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { findQciClientPython } from '@qci-client/test-support/find-python'

import { startCommand } from './support/command.ts'

const python = findQciClientPython()
const program = fileURLToPath(new URL('python/job.py', import.meta.url))
const skipped = python ? '' : ' (skipped: Python 3 with qci-client is needed, and PyPI to install it)'

test.skipIf(!python)(
  `QCi's Python client completes a Dirac job against the command${skipped}`,
  async () => {
    await using command = startCommand('--optimization', '--log', 'silent')
    const { stdout } = await promisify(execFile)(python!, [program, await command.firstLine])
    expect(JSON.parse(stdout)).toEqual({
      status: 'COMPLETED',
      sums: [4, 4],
      devices: ['dirac-3', 'dirac-3_normalized_qudit'],
      seconds: 598,
      second: 'CANCELLED',
      downloaded: true,
    })
    command.child.kill('SIGTERM')
    await once(command.child, 'exit')
  },
  120_000,
)
