import { expect, test } from 'vitest'

import { toRuntimeWarning } from '../src/msw/runtime-warning.ts'

test.each(['Bun', 'Deno'])('a warning says that msw 3 does not intercept requests in %s', (runtime) => {
  expect(toRuntimeWarning({ [runtime]: {} }, { readyState: 0 })).toContain(
    `does not intercept requests in ${runtime}; use startAuthMockServer()`,
  )
})

test('there is no warning in Node, nor with msw 2', () => {
  expect(toRuntimeWarning({}, { readyState: 0 })).toBeUndefined()
  expect(toRuntimeWarning({ Bun: {} }, {})).toBeUndefined()
})
