import { readFile, readdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'

import { run } from './support/command.ts'
import { startRawApi } from './support/raw-api.ts'
import { makeFolder } from './support/temporary-folder.ts'

describe('qci-auth api --output', () => {
  test('api --output writes the body to a file, and nothing to standard output', async () => {
    await using folder = await makeFolder()
    await using api = await startRawApi((_, response) => void response.end('new'))
    const file = await folder.write('jobs.json', 'old')
    expect(await run(['api', 'jobs', '-o', file], { env: api.env })).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    })
    expect(await readFile(file, 'utf8')).toBe('new')
  })

  test('api --output changes nothing when the body breaks off', async () => {
    await using folder = await makeFolder()
    await using api = await startRawApi(
      (_, response) =>
        void response.writeHead(200, { 'content-length': '9' }).write('new', () => response.destroy()),
    )
    const file = await folder.write('jobs.json', 'old')
    expect(await run(['api', 'jobs', '-o', file], { env: api.env })).toMatchObject({ status: 4 })
    expect(await readFile(file, 'utf8')).toBe('old')
    expect(await readdir(dirname(file))).toEqual(['jobs.json'])
  })

  test('api --output keeps the file on an error status, and prints the body', async () => {
    await using folder = await makeFolder()
    await using api = await startRawApi((_, response) => void response.writeHead(404).end('no job'))
    const file = join(folder.path, 'jobs.json')
    expect(await run(['api', 'jobs', '-o', file], { env: api.env })).toMatchObject({
      status: 6,
      stdout: 'no job',
    })
    expect(await readdir(folder.path)).toEqual([])
  })

  test('api --output follows a symbolic link', async () => {
    await using folder = await makeFolder()
    await using api = await startRawApi((_, response) => void response.end('new'))
    const file = await folder.write('jobs.json', 'old')
    const link = join(folder.path, 'link')
    await symlink(file, link)
    await run(['api', 'jobs', '-o', link], { env: api.env })
    expect([await readFile(file, 'utf8'), await readFile(link, 'utf8')]).toEqual(['new', 'new'])
  })

  test.each([
    ['/no/such/folder/file', '--output: the folder does not exist.'],
    ['/', '--output: this is a folder, not a file.'],
  ])('api --output fails for %s with 2', async (file, message) => {
    await using api = await startRawApi((_, response) => void response.end('new'))
    const { status, stderr } = await run(['api', 'jobs', '-o', file], { env: api.env })
    expect([status, stderr]).toEqual([2, `error: ${message}\n`])
  })
})

describe('qci-auth api --retry', () => {
  test.each([
    ['a status of 503', 503, {}],
    ['a status of 429 with Retry-After', 429, { 'retry-after': '1' }],
  ])('api --retry repeats a request after %s', async (_what, status, headers) => {
    let requests = 0
    await using api = await startRawApi((_, response) => {
      requests += 1
      if (requests === 1) response.writeHead(status, headers).end('later')
      else response.end('done')
    })
    const result = await run(['api', 'jobs', '--retry', '2'], { env: api.env })
    expect(result).toMatchObject({ status: 0, stdout: 'done' })
    expect(result.stderr).toMatch(new RegExp(`^warning: ${status} [^\\n]*\\n {2}Retrying in 1\\.0 s\\.\\n$`))
  })

  test('api --retry repeats a request after a broken connection', async () => {
    let requests = 0
    await using api = await startRawApi((request, response) => {
      requests += 1
      if (requests === 1) request.socket.resetAndDestroy()
      else response.end('done')
    })
    expect(await run(['api', 'jobs', '--retry', '1'], { env: api.env })).toMatchObject({
      status: 0,
      stdout: 'done',
    })
  })

  test('api --retry returns the last response when all attempts fail, and a 404 at once', async () => {
    let requests = 0
    await using api = await startRawApi((request, response) => {
      requests += 1
      response.writeHead(request.url === '/missing' ? 404 : 502).end('bad')
    })
    expect(await run(['api', 'jobs', '--retry', '1'], { env: api.env })).toMatchObject({
      status: 6,
      stdout: 'bad',
    })
    expect(requests).toBe(2)
    expect(await run(['api', 'missing', '--retry', '1'], { env: api.env })).toMatchObject({ status: 6 })
    expect(requests).toBe(3)
  })

  test('api --retry rejects methods that are not idempotent', async () => {
    await using api = await startRawApi((_, response) => void response.end())
    const { status, stderr } = await run(['api', 'jobs', '--data', '{}', '--retry', '1'], { env: api.env })
    expect(status).toBe(2)
    expect(stderr).toContain('a POST might be executed twice')
  })
})

describe('qci-auth api --field', () => {
  test('api --field and --json-field build a JSON body', async () => {
    let body = ''
    await using api = await startRawApi((request, response) => {
      request.on('data', (chunk: Buffer) => void (body += chunk.toString()))
      request.on('end', () => response.end(request.method))
    })
    const fields = ['-f', 'name=a=b', '-F', 'count=5', '--json-field', 'tags=["x"]', '--field', 'text=5']
    expect(await run(['api', 'jobs', ...fields], { env: api.env })).toMatchObject({ stdout: 'POST' })
    expect(JSON.parse(body)).toEqual({ name: 'a=b', count: 5, tags: ['x'], text: '5' })
  })

  test.each([
    [['-f', 's3cret'], '--field must have the form name=text.'],
    [['-F', 'a=s3cret'], '--json-field: the value is not JSON.'],
    [['-f', 'a=b', '--data', 'x'], '--data and the fields cannot be used together.'],
  ])('api rejects the arguments %j', async (fields, message) => {
    await using api = await startRawApi((_, response) => void response.end())
    const { status, stderr } = await run(['api', 'jobs', ...fields], { env: api.env })
    expect(status).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('s3cret')
  })
})

test('qci-auth api --silent prints no body', async () => {
  await using api = await startRawApi((_, response) => void response.end('body'))
  expect(await run(['api', 'jobs', '--silent'], { env: api.env })).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  })
})

test('qci-auth api --verbose prints both heads to standard error, without tokens', async () => {
  await using api = await startRawApi(
    (_, response) =>
      void response.setHeader('x-echo', 'saw token here').setHeader('set-cookie', 'id=s3cret').end('body'),
  )
  const { stdout, stderr } = await run(['api', 'jobs?x=1', '--verbose', '-H', 'X-Api-Key: s3cret'], {
    env: api.env,
  })
  expect(stdout).toBe('body')
  expect(stderr).toContain('> GET /jobs?x=1 HTTP/1.1\n')
  expect(stderr).toContain('> authorization: Bearer [redacted]\n')
  expect(stderr).toContain('< HTTP/1.1 200 OK\n')
  expect(stderr).toContain('< x-echo: saw [redacted] here\n')
  expect(stderr).not.toContain('s3cret')
})

describe('qci-auth api and redirects', () => {
  test('api follows redirects, and sends the token to its own origin only', async () => {
    const seen: (string | undefined)[] = []
    await using other = await startRawApi((request, response) => {
      seen.push(request.headers.authorization)
      response.end('the file')
    })
    await using api = await startRawApi((request, response) => {
      seen.push(request.headers.authorization)
      const location = request.url === '/jobs/7' ? '/moved' : `${other.url}/file`
      response.writeHead(302, { location }).end()
    })
    expect(await run(['api', 'jobs/7'], { env: api.env })).toMatchObject({ status: 0, stdout: 'the file' })
    expect(seen).toEqual(['Bearer token', 'Bearer token', undefined])
  })

  test.each([
    [307, 'POST', '{}'],
    [303, 'GET', ''],
    [302, 'GET', ''],
  ])('api turns a POST after a %i into %s', async (status, method, body) => {
    await using api = await startRawApi((request, response) => {
      if (request.url === '/jobs') {
        request.resume().on('end', () => response.writeHead(status, { location: '/new' }).end())
        return
      }
      let received = ''
      request.on('data', (chunk: Buffer) => void (received += chunk.toString()))
      request.on('end', () => response.end(`${request.method} ${received}`))
    })
    const { stdout } = await run(['api', 'jobs', '--data', '{}'], { env: api.env })
    expect(stdout).toBe(`${method} ${body}`)
  })

  test('api follows at most twenty redirects', async () => {
    let requests = 0
    await using api = await startRawApi((_, response) => {
      requests += 1
      response.writeHead(302, { location: '/again' }).end()
    })
    expect(await run(['api', 'jobs'], { env: api.env })).toMatchObject({ status: 0 })
    expect(requests).toBe(21)
  })
})

describe('a compressed response to qci-auth api', () => {
  test('api decompresses a response', async () => {
    await using api = await startRawApi(
      (_, response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync('text')),
    )
    expect(await run(['api', 'x'], { env: api.env })).toEqual({ status: 0, stdout: 'text', stderr: '' })
  })

  test('api ends with 5 when a response cannot be decompressed', async () => {
    await using api = await startRawApi(
      (_, response) => void response.setHeader('content-encoding', 'gzip').end('text'),
    )
    const { status, stderr } = await run(['api', 'x'], { env: api.env })
    expect(status).toBe(5)
    expect(stderr).toContain(`The response from ${api.url}/x cannot be decoded: it is not valid gzip.`)
  })
})

test('requests name the command and its version as the user agent', async () => {
  const agents = new Set<string | undefined>()
  await using api = await startRawApi((request, response) => {
    agents.add(request.headers['user-agent'])
    response.end('{"message": "OK"}')
  })
  await run(['api', 'x'], { env: api.env })
  await run(['health'], { env: api.env })
  expect([...agents]).toEqual([expect.stringMatching(/^qci-auth\/\d+\.\d+\.\d+$/)])
})
