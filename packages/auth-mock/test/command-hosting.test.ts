import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { get, type RequestOptions } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

import { expect, test } from 'vitest'

import { createCertificate } from '../src/server/certificate.ts'
import { type Command, startCommand } from './support/command.ts'

/** A folder that is removed at the end of the test. */
async function createFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'hosting-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

/** A handlers module without msw, which is not installed beside a temporary file. */
const handlersModule = (message: string): string => `
const respond = async (): Promise<Response> => Response.json(${JSON.stringify(message)})
export default (mock) => [{
  info: { path: '/message' },
  test: async ({ request }) => new URL(request.url).pathname === '/message',
  run: async () => ({ response: await respond() }),
}]
`
const javascript = (message: string): string => handlersModule(message).replace(': Promise<Response>', '')

/** Resolves when a line on standard error contains a text. */
async function lineWith({ child }: Command, part: string): Promise<string> {
  for await (const line of createInterface(child.stderr!)) if (line.includes(part)) return line
  throw new Error(`Standard error ended without ${part}`)
}

const getMessage = async (url: string): Promise<unknown> => (await fetch(`${url}/message`)).json()

test.each([
  ['handlers.mjs', javascript('hello')],
  ['handlers.ts', handlersModule('hello')],
])('--handlers %s adds the APIs of a module', async (name, source) => {
  await using folder = await createFolder()
  const file = join(folder.path, name)
  await writeFile(file, source)
  await using command = startCommand('--handlers', file)
  expect(await getMessage(await command.firstLine)).toBe('hello')
})

test('--handlers loads a changed file again and keeps the handlers when it is broken', async () => {
  await using folder = await createFolder()
  const file = join(folder.path, 'handlers.mjs')
  await writeFile(file, javascript('first'))
  await using command = startCommand('--handlers', file)
  const url = await command.firstLine
  expect(await getMessage(url)).toBe('first')

  const reloaded = lineWith(command, 'again')
  await writeFile(file, javascript('second'))
  await reloaded
  expect(await getMessage(url)).toBe('second')

  const failed = lineWith(command, 'previous handlers stay')
  await writeFile(file, 'export default (mock) => [')
  expect(await failed).toMatch(/handlers\.mjs\S*: SyntaxError: .*; the previous handlers stay$/)
  expect(await getMessage(url)).toBe('second')
})

test.each([
  ['export default [', 'SyntaxError'],
  ['export default []', 'the default export must be a function (mock) => handlers'],
  ['throw new Error("no database")', ':1:7: Error: no database'],
  ['export default () => { throw new Error("no queue") }', 'Error: no queue'],
  ['export default () => [1]', 'Handlers must be request handlers of msw'],
])('--handlers with a file that contains %s ends with a message of one line', async (source, message) => {
  await using folder = await createFolder()
  const file = join(folder.path, 'handlers.mjs')
  await writeFile(file, source)
  await using command = startCommand('--handlers', file)
  const { code, stdout, stderr } = await command.result
  expect([code === 0, stdout]).toEqual([false, ''])
  expect(stderr.split('\n')[0]).toContain(message)
})

test('--optimization adds the optimization API', async () => {
  await using command = startCommand('--optimization')
  const response = await fetch(`${await command.firstLine}/optimization/v1/files`)
  expect([response.status, await response.json()]).toEqual([401, { message: 'Access token is missing' }])
})

/** Requests the health of a mock that serves https. */
async function getHealth(url: string, options: RequestOptions): Promise<string> {
  const [response] = await once(get(`${url}/auth/v1/access-tokens/health`, options), 'response')
  return text(response)
}

test('--tls self-signed serves https, which a client that trusts its CA file accepts', async () => {
  await using command = startCommand('--tls', 'self-signed', '--json')
  const { url, caFile } = JSON.parse(await command.firstLine) as { url: string; caFile: string }
  expect(url).toMatch(/^https:/)
  await expect(getHealth(url, {})).rejects.toThrow('self-signed certificate')
  const ca = await readFile(caFile)
  expect(await getHealth(url, { ca })).toBe('{"message":"OK"}')
  expect(await getHealth(url.replace('127.0.0.1', 'localhost'), { ca })).toBe('{"message":"OK"}')
  command.child.kill('SIGTERM')
  await command.result
  expect(existsSync(caFile)).toBe(false)
})

test('--tls-cert and --tls-key serve https with a given certificate', async () => {
  await using folder = await createFolder()
  const { cert, key } = createCertificate(['mock.example'], Date.now())
  const [certFile, keyFile] = [join(folder.path, 'cert.pem'), join(folder.path, 'key.pem')]
  await writeFile(certFile, cert)
  await writeFile(keyFile, key)
  await using command = startCommand('--tls-cert', certFile, '--tls-key', keyFile)
  const url = await command.firstLine
  expect(await getHealth(url, { ca: cert, servername: 'mock.example' })).toBe('{"message":"OK"}')
})

test('a file that is no certificate is a wrong flag', async () => {
  await using folder = await createFolder()
  const file = join(folder.path, 'cert.pem')
  await writeFile(file, 'no certificate')
  await using command = startCommand('--tls-cert', file, '--tls-key', file)
  const { code, stderr } = await command.result
  expect([code, stderr]).toEqual([1, expect.stringContaining('tls: the certificate or key is not valid PEM')])
})

test('a created certificate is its own CA, valid now, for the loopback names and further hosts', () => {
  const now = Date.parse('2030-06-01T12:00:00Z')
  const { cert } = createCertificate(['mock.example', '10.0.0.7', 'fe80::1:2'], now)
  const certificate = new X509Certificate(cert)
  expect(certificate.ca).toBe(true)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect([certificate.validFrom, certificate.validTo]).toEqual([
    'May 31 12:00:00 2030 GMT',
    'Jun  1 12:00:00 2031 GMT',
  ])
  for (const host of ['localhost', 'mock.example']) expect(certificate.checkHost(host)).toBe(host)
  for (const ip of ['127.0.0.1', '::1', '10.0.0.7', 'fe80::1:2']) expect(certificate.checkIP(ip)).toBe(ip)
  expect(certificate.checkHost('other.example')).toBeUndefined()
})

test('--version prints the version of the package', async () => {
  await using command = startCommand('--version')
  expect(await command.result).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})

test('--format env prints a line that a shell can evaluate', async () => {
  await using command = startCommand('--format', 'env', '--api-token', "it's")
  expect(await command.firstLine).toMatch(
    /^export QCI_API_URL=http:\/\/127\.0\.0\.1:\d+ QCI_TOKEN='it'\\''s'$/,
  )
})

test('--exit-with-parent says why it stops', async () => {
  await using command = startCommand('--exit-with-parent')
  command.child.stdin!.end()
  expect(await command.result).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('Standard input ended: stopping, because of --exit-with-parent\n'),
  })
})
