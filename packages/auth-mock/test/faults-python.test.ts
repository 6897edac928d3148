import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { findPython } from '@qci-client/test-support/find-python'

const python = findPython()
const program = fileURLToPath(new URL('python/faults.py', import.meta.url))

test.skipIf(!python)(
  `a Python program sees every fault${python ? '' : ' (skipped: no Python with requests)'}`,
  async () => {
    await using api = await startAuthMockServer()
    const { stdout } = await promisify(execFile)(python!, [program, api.url])
    expect(JSON.parse(stdout)).toEqual({
      none: 200,
      rateLimited: [429, '7'],
      status: [503, null],
      reset: 'ConnectionError',
      truncate: 'ChunkedEncodingError',
      malformedJson: 'JSONDecodeError',
      empty: 'JSONDecodeError',
      drip: [200, null],
      redirect: [404, null],
      hang: 'ReadTimeout',
      refuse: 'ConnectionError',
    })
  },
)
