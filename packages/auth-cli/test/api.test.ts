import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'

import { startGuardedApi } from '@qci-client/test-support/guarded-api'
import { HttpServer } from '@qci-client/test-support/http-server'
import { run, start } from './support/command.ts'
import { makeFolder } from './support/temporary-folder.ts'

const envOf = ({ url }: { url: string }) => ({ QCI_API_URL: url, QCI_TOKEN: 'api-token' })

describe('qci-auth api', () => {
  test('api sends a valid access token to any path', async () => {
    await using api = await startGuardedApi()
    const result = await run(['api', 'optimization/v1/jobs?all=1'], { env: envOf(api) })
    expect(result).toEqual({ status: 0, stdout: 'fine', stderr: '' })
    expect(api.received).toMatchObject([
      { method: 'GET', path: '/optimization/v1/jobs?all=1', headers: { authorization: 'Bearer token-1' } },
    ])
  })

  test('api resolves a path below the address, or with a slash at the root of its host', async () => {
    const paths: string[] = []
    await using server = await HttpServer.start(({ path }, response) => {
      if (!path.endsWith('/auth/v1/access-tokens/')) paths.push(path)
      response.end(JSON.stringify({ access_token: 'token', expires_at_rfc3339: '2099-12-31T23:59:59Z' }))
    })
    const env = { QCI_API_URL: `${server.url}/base`, QCI_TOKEN: 'api-token' }
    for (const path of ['jobs', './jobs', '/jobs', `${server.url}/base/jobs`])
      await run(['api', path], { env })
    expect(paths).toEqual(['/base/jobs', '/base/jobs', '/jobs', '/base/jobs'])
  })

  test('api prints the bytes unchanged in a pipe', async () => {
    const bytes = Buffer.from([0x7b, 0x00, 0xff, 0xfe, 0x0a, 0x0d, 0x7d])
    await using api = await startGuardedApi(
      (_, response) => void response.setHeader('content-type', 'application/json').end(bytes),
    )
    const child = start(['api', 'x'], { env: envOf(api) })
    expect(await buffer(child.stdout!)).toEqual(bytes)
  })

  test('api requests an uncompressed response', async () => {
    await using api = await startGuardedApi()
    await run(['api', 'x'], { env: envOf(api) })
    expect(api.received[0]?.headers['accept-encoding']).toBe('identity')
  })

  test('api posts --data from an argument, a file and standard input as JSON', async () => {
    await using api = await startGuardedApi()
    await using folder = await makeFolder()
    const file = await folder.write('job.json', '{"from": "a file"}')
    const env = envOf(api)
    await run(['api', 'jobs', '--data', '{"from": "an argument"}'], { env })
    await run(['api', 'jobs', '-d', `@${file}`], { env })
    await run(['api', 'jobs', '--data', '@-'], { env, input: '{"from": "standard input"}' })
    const expected = ['{"from": "an argument"}', '{"from": "a file"}', '{"from": "standard input"}']
    expect(api.received).toMatchObject(
      expected.map((body) => ({ method: 'POST', body, headers: { 'content-type': 'application/json' } })),
    )
  })

  test('api takes --method and --header', async () => {
    await using api = await startGuardedApi()
    const flags = ['-X', 'patch', '-H', 'Content-Type: text/plain', '--header', 'X-Two: 2:2', '--data', 'x']
    await run(['api', 'jobs/7', ...flags], { env: envOf(api) })
    expect(api.received).toMatchObject([
      { method: 'PATCH', headers: { 'content-type': 'text/plain', 'x-two': '2:2' }, body: 'x' },
    ])
  })

  test('api --include prints status and headers', async () => {
    await using api = await startGuardedApi(
      (_, response) => void response.writeHead(201, { 'x-job': '7' }).end('made'),
    )
    const { stdout } = await run(['api', 'jobs', '--include'], { env: envOf(api) })
    expect(stdout).toMatch(/^HTTP\/1\.1 201 Created\n([\w-]+: .*\n)*x-job: 7\n([\w-]+: .*\n)*\nmade$/)
  })

  test('api renews a rejected access token once', async () => {
    await using api = await startGuardedApi()
    api.rejectAll(true)
    const { status, stdout, stderr } = await run(['api', 'jobs'], { env: envOf(api) })
    expect([status, stdout]).toEqual([3, 'rejected'])
    expect(stderr).toBe(`error: 401 Unauthorized for GET ${api.url}/jobs\n`)
    expect(api.received).toHaveLength(2)
  })

  test('api prints the body of an error to standard output and its status to standard error', async () => {
    await using api = await startGuardedApi(
      (_, response) => void response.writeHead(422).end('{"message": "no"}'),
    )
    expect(await run(['api', 'jobs?secret=1', '--data', '{}'], { env: envOf(api) })).toEqual({
      status: 6,
      stdout: '{"message": "no"}',
      stderr: `error: 422 Unprocessable Entity for POST ${api.url}/jobs\n`,
    })
  })

  test('api ends with 4 when the body breaks off, and prints what has arrived', async () => {
    await using api = await startGuardedApi((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('begin', () => response.destroy())
    })
    const { status, stdout, stderr } = await run(['api', 'jobs'], { env: envOf(api) })
    expect([status, stdout]).toEqual([4, 'begin'])
    expect(stderr).toContain(`The response from ${api.url}/jobs broke off`)
  })

  test('api ends with 4 when the body stalls for --timeout', async () => {
    await using api = await startGuardedApi((_, response) => void response.writeHead(200).write('begin'))
    const { status, stdout, stderr } = await run(['api', 'jobs', '--timeout', '0.3'], { env: envOf(api) })
    expect([status, stdout]).toEqual([4, 'begin'])
    expect(stderr).toContain('No response within 0.3 s.')
  })

  test('api waits as long as the body continues to arrive', async () => {
    await using api = await startGuardedApi((_, response) => {
      let left = 10
      const drip = setInterval(() => {
        left -= 1
        response.write(String(left))
        if (left > 0) return
        clearInterval(drip)
        response.end()
      }, 300)
    })
    const result = await run(['api', 'jobs', '--timeout', '2'], { env: envOf(api) })
    expect(result).toEqual({ status: 0, stdout: '9876543210', stderr: '' })
  })

  test.each<[string, string[]]>([
    ['PATH points to another host', ['https://elsewhere.example/x']],
    ['PATH points to another host', ['//elsewhere.example/x']],
    ['A GET request has no body', ['x', '-X', 'GET', '--data', 'x']],
    ['--method must be an HTTP method', ['x', '-X', 'G T']],
    ['--method must be an HTTP method', ['x', '-X', 'CONNECT']],
    ['--header must have the form "Name: value"', ['x', '-H', 'nonsense']],
    ['--header must have the form "Name: value"', ['x', '-H', 'A: b\nc']],
    ['--header: omit Authorization', ['x', '-H', 'Authorization: Bearer s3cret']],
    ['--data: the file does not exist', ['x', '-d', '@/no/such/file']],
    ['--data: this is a folder', ['x', '-d', '@/']],
    ["Missing required argument 'path'", []],
    ['another flag already reads standard input', ['x', '-d', '@-', '--api-token-file', '-']],
  ])('api sends nothing and ends with 2: %s', async (message, args) => {
    await using api = await startGuardedApi()
    const { status, stdout, stderr } = await run(['api', ...args], { env: envOf(api), input: 'api-token' })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('s3cret')
    expect(api.exchanges()).toBe(0)
  })
})
