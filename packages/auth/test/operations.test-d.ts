import { describe, expectTypeOf, test } from 'vitest'

import type { Operation } from '../src/http/operations.ts'

describe('an operation', () => {
  test('has a path, method and body of the contract', () => {
    expectTypeOf<{
      path: '/auth/v1/access-tokens/'
      method: 'POST'
      body: { refresh_token: string }
    }>().toExtend<Operation>()
    expectTypeOf<{ path: '/auth/v1/access-tokens/health'; method: 'GET' }>().toExtend<Operation>()
    expectTypeOf<{ path: '/auth/v1/access-tokens/version'; method: 'GET' }>().toExtend<Operation>()
  })

  test('has no other path', () => {
    expectTypeOf<{ path: '/auth/v1/access-token/'; method: 'GET' }>().not.toExtend<Operation>()
  })

  test('has no method that its path does not have', () => {
    expectTypeOf<{ path: '/auth/v1/access-tokens/'; method: 'GET' }>().not.toExtend<Operation>()
    expectTypeOf<{ path: '/auth/v1/access-tokens/health'; method: 'POST' }>().not.toExtend<Operation>()
  })

  test('has no body that its path does not take', () => {
    type Post<Body> = { path: '/auth/v1/access-tokens/'; method: 'POST'; body: Body }
    expectTypeOf<Post<{ refreshToken: string }>>().not.toExtend<Operation>()
    expectTypeOf<Post<{ refresh_token: number }>>().not.toExtend<Operation>()
    expectTypeOf<Post<undefined>>().not.toExtend<Operation>()
    expectTypeOf<{
      path: '/auth/v1/access-tokens/health'
      method: 'GET'
      body: { refresh_token: string }
    }>().not.toExtend<Operation>()
  })
})
