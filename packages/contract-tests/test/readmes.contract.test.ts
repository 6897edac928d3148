import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { http, HttpResponse } from 'msw/http'
import { expect, test } from 'vitest'

import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { readBlocks } from '@qci-client/test-support/readme'

/** The TypeScript blocks of a README, in their order. */
async function examplesOf(packageName: string): Promise<string[]> {
  const blocks = await readBlocks(new URL(`../../${packageName}/README.md`, import.meta.url))
  return blocks.filter(({ language }) => language === 'ts').map(({ code }) => code)
}

/** Runs a program as a user's own: in a folder where the built packages are installed. */
async function run(code: string, env: Record<string, string>): Promise<string> {
  const node = promisify(execFile)(process.execPath, ['--input-type=module-typescript', '--eval', code], {
    cwd: new URL('..', import.meta.url),
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  })
  return (await node).stdout
}

test.each([
  ['auth-api', /^\d{4}-\d\d-\d\dT[\d:]{8}Z\n$/],
  ['contract-tests', /^Conformance of \S+ \(mock, seed 1\): \d{3} cases, 0 findings/],
])('the example of the README of %s runs as it stands', async (name, output) => {
  await using api = await startAuthMockServer()
  const [example = ''] = await examplesOf(name)
  expect(await run(example, api.env)).toMatch(output)
})

test('the examples of the README of auth run as they stand', async () => {
  await using api = await startAuthMockServer()
  const [first = '', , , errors = '', testing = ''] = await examplesOf('auth')
  expect(await run(first, api.env)).toMatch(/^\[ 'Content-Type', 'Connection', 'Authorization' \]\n\S+\n$/)
  expect(await run(errors, { ...api.env, QCI_TOKEN: 'wrong' })).toContain('rejected: Unauthorized')
  expect(await run(testing, {})).toContain('renewed: true')
  expect(api.mock.journal.tokenRequests()).toHaveLength(2)
})

test('the examples of the README of auth submit a job and wait for it, also when the access token is rejected meanwhile', async () => {
  await using api = await startAuthMockServer()
  const [, jobs = '', middleware = ''] = await examplesOf('auth')
  const { requireAccessToken, tokens, journal } = api.mock
  const statuses = ['QUEUED', 'COMPLETED']
  const submissions: unknown[] = []
  api.use(
    http.post(
      '*/optimization/v1/jobs',
      requireAccessToken(async ({ request }) => {
        submissions.push(await request.json())
        tokens.revoke('access-1')
        return HttpResponse.json({ job_id: 'job-1' }, { status: 201 })
      }),
    ),
    http.get(
      '*/optimization/v1/jobs/job-1/status',
      requireAccessToken(() => HttpResponse.json({ status: statuses.shift() ?? 'COMPLETED' })),
    ),
  )
  expect(await run(jobs, api.env)).toBe('job-1: COMPLETED\n')
  expect(submissions).toMatchObject([{ job_submission: { device_config: {} } }])
  expect(journal.tokenRequests()).toHaveLength(2)
  expect(await run(middleware, api.env)).toBe('COMPLETED\n')
})
