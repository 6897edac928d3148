import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

import { startBrokenServer } from './support/broken-server.ts'
import { HttpServer } from '@qci-client/test-support/http-server'
import { formsOf } from '@qci-client/test-support/secrets'

const run = promisify(execFile)
const program = fileURLToPath(new URL('support/use-broken-server.ts', import.meta.url))

test('after a thousand broken responses a program has no socket or timer left, has printed no token, and ends by itself', async () => {
  await using server = await startBrokenServer()
  const refused = await HttpServer.start(() => {})
  await refused[Symbol.asyncDispose]()
  const argv = ['--conditions=@qci-client/source', program, server.url, refused.url]
  const { stdout, stderr } = await run(process.execPath, argv, { timeout: 60_000, maxBuffer: 2 ** 24 })
  expect(JSON.parse(stdout)).toEqual({ rounds: 1_000, wrong: [], left: [] })
  expect(server.connectionCount).toBe(0)
  for (const form of formsOf('api"token/with+every=form')) expect(stdout + stderr).not.toContain(form)
  expect(stderr).toContain('RedirectError') // they were printed
}, 90_000)
