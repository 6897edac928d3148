import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { chmod } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'

import { noOpenssl } from '@qci-client/test-support/certificates'

import { createCertificateAuthority } from './support/certificate-authority.ts'
import type { CertificateAuthority } from './support/certificate-authority.ts'
import { run } from './support/command.ts'
import { startProxy } from './support/proxy.ts'
import { makeFolder } from './support/temporary-folder.ts'

/** What a fault needs to be set up; everything started with `stack.use` ends with the test. */
interface Setup {
  readonly stack: AsyncDisposableStack
  readonly listen: (server: Server) => Promise<number>
  readonly authority: () => Promise<CertificateAuthority>
}

interface Fault {
  readonly name: string
  /** Returns the environment, or the flags too. */
  readonly prepare: (setup: Setup) => Promise<{ env: Record<string, string>; flags?: string[] }>
  readonly step: string
  /** By default the step fails. */
  readonly status?: 'failed' | 'warning'
  readonly exit: number
  /** Each must match the detail or the advice. */
  readonly messages: readonly RegExp[]
}

const TOKEN = { QCI_TOKEN: 'api-token-of-the-faults' }

/** An API that works, for faults of one operation or of the connection. */
const workingApi: RequestListener = ({ url }, response) => {
  response.setHeader('content-type', 'application/json')
  if (url?.endsWith('health')) response.end('{"message": "OK"}')
  else if (url?.endsWith('version')) response.end('{"application_name": "auth", "version": "1"}')
  else {
    const expiry = new Date(Date.now() + 3_600_000).toISOString()
    response.end(
      JSON.stringify({
        access_token: 'token',
        expires_at_rfc3339: expiry,
        user_id: 'u',
        organization_id: 'o',
      }),
    )
  }
}

/** A fault of the response to a token exchange. */
function exchangeFault(
  name: string,
  respond: RequestListener,
  expected: Pick<Fault, 'exit' | 'messages'> & Partial<Pick<Fault, 'step' | 'status'>>,
): Fault {
  return {
    name,
    step: 'Token exchange',
    ...expected,
    async prepare({ listen }) {
      const port = await listen(
        createHttpServer((request, response) =>
          request.method === 'POST' ? respond(request, response) : workingApi(request, response),
        ),
      )
      return { env: { ...TOKEN, QCI_API_URL: `http://127.0.0.1:${port}` } }
    },
  }
}

/** A fault of every response of the API. */
function apiFault(
  name: string,
  respond: RequestListener,
  expected: Pick<Fault, 'exit' | 'messages'> & Partial<Pick<Fault, 'step'>>,
): Fault {
  return {
    name,
    step: 'Health',
    ...expected,
    async prepare({ listen }) {
      const port = await listen(createHttpServer(respond))
      return {
        env: { ...TOKEN, QCI_API_URL: `http://127.0.0.1:${port}` },
        flags: ['--timeout', '3'],
      }
    },
  }
}

/** A fault of a TLS server with these options. */
function tlsFault(
  name: string,
  options: (
    authority: CertificateAuthority,
  ) => Promise<SecureContextOptions & { requestCert?: boolean; rejectUnauthorized?: boolean }>,
  expected: Pick<Fault, 'messages'> & { env?: Record<string, string>; isTrusted?: boolean; step?: string },
): Fault {
  const { messages, env = {}, isTrusted = true, step = 'TLS' } = expected
  return {
    name,
    step,
    exit: 4,
    messages,
    async prepare({ listen, authority }) {
      const ca = await authority()
      const port = await listen(createHttpsServer(await options(ca), workingApi))
      const trust = isTrusted ? { NODE_EXTRA_CA_CERTS: ca.caFile } : {}
      return { env: { ...TOKEN, ...trust, QCI_API_URL: `https://127.0.0.1:${port}`, ...env } }
    },
  }
}

/** A fault of a server below HTTP. */
function tcpFault(
  name: string,
  respond: (socket: Socket) => void,
  expected: Pick<Fault, 'step' | 'messages'> & { scheme?: string },
): Fault {
  return {
    name,
    exit: 4,
    ...expected,
    async prepare({ listen }) {
      const port = await listen(createTcpServer(respond))
      return {
        env: { ...TOKEN, QCI_API_URL: `${expected.scheme ?? 'http'}://127.0.0.1:${port}` },
        flags: ['--timeout', '3'],
      }
    },
  }
}

/** A fault of a proxy in front of an API that works. */
function proxyFault(
  name: string,
  variable: (host: string) => string,
  expected: Pick<Fault, 'step' | 'exit' | 'messages'> & {
    rejectsWith?: number
    credentials?: string
    plain?: boolean
  },
): Fault {
  const { rejectsWith, credentials, plain = false, ...rest } = expected
  return {
    name,
    ...rest,
    async prepare({ stack, listen }) {
      const port = await listen(createHttpServer(workingApi))
      const proxy = stack.use(
        await startProxy({
          forwardsTo: port,
          ...(rejectsWith !== undefined && { rejectsWith }),
          ...(credentials !== undefined && { credentials }),
        }),
      )
      return {
        env: plain
          ? { ...TOKEN, QCI_API_URL: 'http://api.example', HTTP_PROXY: variable(proxy.host) }
          : { ...TOKEN, QCI_API_URL: 'https://api.example', HTTPS_PROXY: variable(proxy.host) },
        flags: ['--timeout', '5', ...(plain ? ['--allow-insecure'] : [])],
      }
    },
  }
}

/** A wrong configuration, without a server. */
function configurationFault(
  name: string,
  env: Record<string, string>,
  expected: Pick<Fault, 'step' | 'messages'> & Partial<Pick<Fault, 'exit'>>,
): Fault {
  return { name, exit: 2, ...expected, prepare: () => Promise.resolve({ env: { ...TOKEN, ...env } }) }
}

const html = '<!doctype html><title>Sign in</title>'
const json = (status: number, message = 'no'): RequestListener => {
  return (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }))
}
const page = (status: number): RequestListener => {
  return (_, response) => void response.writeHead(status, { 'content-type': 'text/html' }).end(html)
}
const redirect = (location: string): RequestListener => {
  return (_, response) => void response.writeHead(302, { location }).end()
}

const FAULTS: readonly Fault[] = [
  // Configuration
  configurationFault(
    'an address that is not a URL',
    { QCI_API_URL: 'api.example' },
    { step: 'URL', messages: [/not a URL such as https/] },
  ),
  configurationFault(
    'an address with plain http',
    { QCI_API_URL: 'http://api.example' },
    { step: 'URL', messages: [/plain http/, /use https/] },
  ),
  configurationFault(
    'an address with a query',
    { QCI_API_URL: 'https://api.example/?x' },
    { step: 'URL', messages: [/must not contain a query/] },
  ),
  configurationFault(
    'a token in quotes',
    { QCI_API_URL: 'https://127.0.0.1:9', QCI_TOKEN: '"abc"' },
    { step: 'API token', messages: [/is in quotes\. Remove the quotes/] },
  ),
  configurationFault(
    'a token with Bearer',
    { QCI_API_URL: 'https://127.0.0.1:9', QCI_TOKEN: 'Bearer abc' },
    { step: 'API token', messages: [/begins with "Bearer"\. Remove that word/] },
  ),
  configurationFault(
    'a token that is "undefined"',
    { QCI_API_URL: 'https://127.0.0.1:9', QCI_TOKEN: 'undefined' },
    { step: 'API token', messages: [/missing value/] },
  ),
  configurationFault(
    'a blank token',
    { QCI_API_URL: 'https://127.0.0.1:9', QCI_TOKEN: ' ' },
    { step: 'API token', messages: [/set QCI_TOKEN/] },
  ),
  configurationFault(
    'a proxy password with #',
    { QCI_API_URL: 'https://api.example', HTTPS_PROXY: 'http://u:p#w@proxy.example:1' },
    { step: 'Proxy', messages: [/HTTPS_PROXY has a "#".*write it as %23/] },
  ),
  configurationFault(
    'a proxy with a path',
    { QCI_API_URL: 'https://api.example', HTTPS_PROXY: 'http://proxy.example:1/pac' },
    { step: 'Proxy', messages: [/must end after the host and port/] },
  ),
  configurationFault(
    'a SOCKS proxy',
    { QCI_API_URL: 'https://api.example', HTTPS_PROXY: 'socks5://proxy.example:1' },
    { step: 'Proxy', messages: [/SOCKS/] },
  ),
  configurationFault(
    'an unknown profile',
    { QCI_API_URL: 'https://api.example', QCI_PROFILE: 'nope', XDG_CONFIG_HOME: '/nonexistent' },
    { step: 'API address', messages: [/no such profile/] },
  ),
  {
    name: 'a token file that others can read',
    step: 'API token',
    status: 'warning',
    exit: 0,
    messages: [/other users.*mode 644/, /chmod 600/],
    async prepare({ stack, listen }) {
      const folder = stack.use(await makeFolder())
      const file = await folder.write('token', 'api-token')
      await chmod(file, 0o644)
      const port = await listen(createHttpServer(workingApi))
      return { env: { QCI_API_URL: `http://127.0.0.1:${port}` }, flags: ['--api-token-file', file] }
    },
  },
  // The connection
  configurationFault(
    'a host that does not exist',
    { QCI_API_URL: 'https://api.invalid' },
    { step: 'DNS', exit: 4, messages: [/ENOTFOUND/, /The host name does not exist/] },
  ),
  configurationFault(
    'a refused connection',
    { QCI_API_URL: 'https://127.0.0.1:9' },
    {
      step: 'Connection',
      exit: 4,
      messages: [/ECONNREFUSED/, /No server accepts connections at this address/],
    },
  ),
  tcpFault('a connection that is reset', (socket) => socket.once('data', () => socket.resetAndDestroy()), {
    step: 'Health',
    messages: [/ECONNRESET|hang up/, /closed without a response/],
  }),
  tcpFault('a connection that is closed', (socket) => socket.once('data', () => socket.end()), {
    step: 'Health',
    messages: [/hang up/, /closed without a response/],
  }),
  tcpFault('a server with another protocol', (socket) => socket.end('220 mail.example ESMTP\r\n'), {
    step: 'Health',
    messages: [/does not speak HTTP/],
  }),
  tcpFault('a server that never responds', () => {}, {
    step: 'Health',
    messages: [/No response within/, /Increase --timeout/],
  }),
  tcpFault(
    'a TLS connection that is reset',
    (socket) => socket.once('data', () => socket.resetAndDestroy()),
    { scheme: 'https', step: 'TLS', messages: [/ECONNRESET/, /closed without a response/] },
  ),
  tcpFault('a TLS port without TLS', (socket) => socket.end('220 mail.example ESMTP\r\n'), {
    scheme: 'https',
    step: 'TLS',
    messages: [/does not speak TLS/, /port/],
  }),
  // TLS
  tlsFault('an issuer that is not trusted', (ca) => ca.issue('IP:127.0.0.1'), {
    isTrusted: false,
    messages: [/not trusted by Node/, /NODE_EXTRA_CA_CERTS/, /NODE_USE_SYSTEM_CA=1/],
  }),
  tlsFault('a self-signed certificate', (ca) => ca.selfSign('IP:127.0.0.1'), {
    messages: [/self-signed|self signed/, /not trusted by Node/, /NODE_EXTRA_CA_CERTS/],
  }),
  tlsFault('an expired certificate', (ca) => ca.issue('IP:127.0.0.1', { days: -1 }), {
    messages: [/expired/, /clock/],
  }),
  tlsFault('a certificate for another host', (ca) => ca.issue('DNS:other.example'), {
    messages: [/for another host name/, /captive portal/],
  }),
  tlsFault(
    'a server with TLS 1.1 only',
    async (ca) => ({
      ...(await ca.issue('IP:127.0.0.1')),
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    }),
    { messages: [/TLS handshake failed/, /no TLS version that Node accepts/] },
  ),
  tlsFault(
    'a server without a common cipher',
    async (ca) => ({
      ...(await ca.issue('IP:127.0.0.1')),
      maxVersion: 'TLSv1.2',
      ciphers: 'NULL-SHA256:@SECLEVEL=0',
    }),
    { messages: [/TLS handshake failed/, /no TLS settings in common/] },
  ),
  tlsFault('NODE_EXTRA_CA_CERTS that names a missing file', (ca) => ca.issue('IP:127.0.0.1'), {
    env: { NODE_EXTRA_CA_CERTS: '/no/such/ca.pem' },
    messages: [/NODE_EXTRA_CA_CERTS names a file that does not exist/],
  }),
  tlsFault('QCI_SSL_VERIFY=false', (ca) => ca.issue('IP:127.0.0.1'), {
    env: { QCI_SSL_VERIFY: 'false' },
    isTrusted: false,
    messages: [/QCI_SSL_VERIFY has no effect/, /NODE_EXTRA_CA_CERTS/],
  }),
  {
    name: 'https: on a plain port',
    step: 'TLS',
    exit: 4,
    messages: [/does not speak TLS/],
    async prepare({ listen }) {
      const port = await listen(createHttpServer(workingApi))
      return { env: { ...TOKEN, QCI_API_URL: `https://127.0.0.1:${port}` } }
    },
  },
  {
    name: 'http: on a TLS port',
    step: 'Health',
    exit: 4,
    messages: [/scheme/],
    async prepare({ listen, authority }) {
      const port = await listen(
        createHttpsServer(await (await authority()).issue('IP:127.0.0.1'), workingApi),
      )
      return { env: { ...TOKEN, QCI_API_URL: `http://127.0.0.1:${port}` } }
    },
  },
  // The proxy
  proxyFault('a proxy that requires a password', (host) => `http://${host}`, {
    credentials: 'u:p',
    step: 'Connection',
    exit: 4,
    messages: [/proxy/, /requires a user name and password/],
  }),
  proxyFault('a proxy that refuses to tunnel', (host) => `http://${host}`, {
    rejectsWith: 403,
    step: 'Connection',
    exit: 4,
    messages: [/403/, /proxy refuses to tunnel/, /NO_PROXY/],
  }),
  proxyFault('a proxy that cannot reach the host', (host) => `http://${host}`, {
    rejectsWith: 502,
    step: 'Connection',
    exit: 4,
    messages: [/502/, /proxy cannot reach the host/],
  }),
  proxyFault('a proxy that refuses connections', () => 'http://127.0.0.1:9', {
    step: 'Connection',
    exit: 4,
    messages: [/No server accepts connections at the address of the proxy/, /HTTPS_PROXY/],
  }),
  proxyFault('a proxy that does not exist', () => 'http://proxy.invalid:1', {
    step: 'DNS',
    exit: 4,
    messages: [/The host name of the proxy does not exist/],
  }),
  proxyFault('a proxy that does not speak TLS', (host) => `https://${host}`, {
    step: 'Connection',
    exit: 4,
    messages: [/proxy does not speak TLS/, /http:\/\//],
  }),
  proxyFault('a proxy of plain http: that requires a password', (host) => `http://${host}`, {
    plain: true,
    credentials: 'u:p',
    step: 'Health',
    exit: 4,
    messages: [/407/, /goes through the proxy/, /requires a user name and password/],
  }),
  proxyFault('a proxy of plain http: that fails', (host) => `http://${host}`, {
    plain: true,
    rejectsWith: 502,
    step: 'Health',
    exit: 6,
    messages: [/502/, /goes through the proxy .*, set in HTTP_PROXY/],
  }),
  // The API
  exchangeFault('a rejected API token', json(401), {
    exit: 3,
    messages: [/401/, /belongs to this API and is still valid/],
  }),
  exchangeFault('a forbidden API token', json(403), { exit: 3, messages: [/403/, /belongs to this API/] }),
  exchangeFault('a 403 page', page(403), { exit: 3, messages: [/HTML page/, /firewall or gateway/] }),
  exchangeFault('a rejected request', json(422), { exit: 6, messages: [/422/, /API token/] }),
  exchangeFault('too many requests', json(429), { exit: 6, messages: [/429/, /too many requests/i] }),
  exchangeFault(
    'too many requests, with Retry-After',
    (_, response) => void response.writeHead(429, { 'retry-after': '60' }).end(),
    { exit: 6, messages: [/Wait 60 s/] },
  ),
  exchangeFault('an internal error', json(500), { exit: 6, messages: [/500/, /failing\. Try again later/] }),
  exchangeFault('an unavailable API', json(503), { exit: 6, messages: [/503/, /Try again later/] }),
  exchangeFault('an HTML page', page(200), {
    exit: 5,
    messages: [/not a JSON object|not JSON/i, /QCI_API_URL|proxy/],
  }),
  exchangeFault('an empty body', (_, response) => void response.end(), { exit: 5, messages: [/empty/i] }),
  exchangeFault('a body without a token', (_, response) => void response.end('{}'), {
    exit: 5,
    messages: [/access_token/],
  }),
  exchangeFault(
    'an expired token',
    (_, response) => void response.end('{"access_token":"t","expires_at_rfc3339":"2020-01-01T00:00:00Z"}'),
    { exit: 5, messages: [/expires_at_rfc3339|expire/] },
  ),
  exchangeFault(
    'a response that breaks off',
    (_, response) =>
      void response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()),
    { exit: 4, messages: [/broke off/, /Try again/] },
  ),
  apiFault('a firewall that refuses health', page(403), {
    exit: 3,
    messages: [/No token was sent: a firewall or gateway/],
  }),
  apiFault('a network that requires a login', page(511), {
    exit: 6,
    messages: [/captive portal.*open a page in a browser and log in/],
  }),
  apiFault('a captive portal that responds with its login page', page(200), {
    exit: 5,
    messages: [/login page \(captive portal\), open it in a browser/],
  }),
  apiFault('an address with a wrong path', json(404), {
    exit: 6,
    messages: [/no auth API at this address/, /QCI_API_URL/],
  }),
  apiFault('a server that responds 405', json(405), { exit: 6, messages: [/no auth API at this address/] }),
  {
    name: 'an address that includes the path of the endpoint',
    step: 'Health',
    exit: 6,
    messages: [/404/, /remove \/auth\/v1 and everything after it/],
    async prepare({ listen }) {
      const port = await listen(createHttpServer(json(404)))
      return { env: { ...TOKEN, QCI_API_URL: `http://127.0.0.1:${port}/auth/v1/access-tokens/` } }
    },
  },
  apiFault(
    'a body with broken chunks',
    (request) => {
      request.socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n')
    },
    { exit: 4, messages: [/broke off: it is not valid HTTP/] },
  ),
  apiFault(
    'a body that never ends',
    (_, response) => {
      const drip = setInterval(() => response.write('x'), 50)
      response.on('close', () => clearInterval(drip))
    },
    { exit: 4, messages: [/No response within/, /Increase --timeout/] },
  ),
  apiFault('a body that is too large', (_, response) => void response.end('x'.repeat(2_000_000)), {
    exit: 5,
    messages: [/larger than 1 MiB/],
  }),
  apiFault(
    'a switch to another protocol',
    (request) => {
      request.socket.end(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      )
    },
    { exit: 4, messages: [/switched to another protocol/] },
  ),
  tlsFault(
    'a server that requires a client certificate',
    async (ca) => ({
      ...(await ca.issue('IP:127.0.0.1')),
      requestCert: true,
      rejectUnauthorized: true,
      maxVersion: 'TLSv1.2',
    }),
    { step: 'TLS', messages: [/closed without a response|client certificate/] },
  ),
  apiFault('a failing gateway', page(502), {
    exit: 6,
    messages: [/502/, /gateway in front of it, is failing/],
  }),
  apiFault('a captive portal', redirect('http://portal.example/login'), {
    exit: 6,
    messages: [/captive portal/, /open http:\/\/portal\.example\/login in a browser and log in/],
  }),
  apiFault('a login page of the same host', redirect('/login'), { exit: 6, messages: [/login page/] }),
  apiFault(
    'an API that moved to https',
    (request, response) =>
      void response.writeHead(301, { location: `https://${request.headers.host}${request.url}` }).end(),
    { exit: 6, messages: [/Set --url or QCI_API_URL to https:\/\/127\.0\.0\.1:\d+\.$/] },
  ),
  apiFault('an API that never responds', () => {}, {
    exit: 4,
    messages: [/No response within/, /Increase --timeout/],
  }),
  // Warnings
  exchangeFault(
    'a wrong clock',
    (_, response) => {
      response.sendDate = false
      const nowMs = Date.now() + 7_200_000
      response.setHeader('date', new Date(nowMs).toUTCString())
      response.end(
        JSON.stringify({ access_token: 't', expires_at_rfc3339: new Date(nowMs + 3_600_000).toISOString() }),
      )
    },
    {
      step: 'Clock',
      status: 'warning',
      exit: 0,
      messages: [/(2 h( \d s)?|1 h 59 min) behind/, /Set this machine's clock/],
    },
  ),
  exchangeFault(
    'a token that is valid for half a minute',
    (_, response) => {
      response.end(
        JSON.stringify({
          access_token: 't',
          expires_at_rfc3339: new Date(Date.now() + 30_000).toISOString(),
        }),
      )
    },
    { step: 'Token lifetime', status: 'warning', exit: 0, messages: [/(29|30|31) s/, /lifetime/] },
  ),
]

describe.skipIf(noOpenssl)(`qci-auth doctor with ${FAULTS.length} faults${noOpenssl}`, () => {
  test.each(FAULTS.map((fault) => [fault.name, fault.step, fault] as const))(
    'qci-auth doctor reports %s in the step %s',
    async (_name, _step, { prepare, step, status = 'failed', exit, messages }) => {
      await using stack = new AsyncDisposableStack()
      const { env, flags = [] } = await prepare({
        stack,
        authority: async () => stack.use(await createCertificateAuthority()),
        async listen(server) {
          const sockets = new Set<Socket>()
          server.on('connection', (socket) => {
            sockets.add(socket)
            socket.on('error', () => {})
          })
          server.listen(0, '127.0.0.1')
          await once(server, 'listening')
          stack.defer(() => {
            for (const socket of sockets) socket.destroy()
            server.close()
          })
          return (server.address() as AddressInfo).port
        },
      })
      const result = await run(['doctor', '--json', ...flags], { env })
      const report = JSON.parse(result.stdout) as {
        firstThingToDo: string
        steps: { name: string; status: string; detail: string; advice: string | null }[]
      }
      const worst =
        report.steps.find((each) => each.status === 'failed') ??
        report.steps.find((each) => each.status === 'warning')
      expect(worst).toMatchObject({ name: step, status })
      expect(result.status).toBe(exit)
      for (const pattern of messages) expect(`${worst?.detail}\n${worst?.advice}`).toMatch(pattern)
      expect(report.firstThingToDo).toBe(worst?.advice)
      // The doctor neither recommends itself nor shows OpenSSL's lines or a token.
      expect(result.stdout).not.toMatch(/qci-auth doctor|:error:|SSL routines|api-token-of-the-faults/)
      // Node itself writes this line when it starts.
      expect(result.stderr.replace(/^Warning: Ignoring extra certs from .*\n/, '')).toBe('')
    },
  )
})
