import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { AuthClient, ConnectionError } from '@qci-client/auth'
import { createCertificates, noOpenssl } from '@qci-client/test-support/certificates'
import type { Certificates } from '@qci-client/test-support/certificates'

import { failureOf } from './support/harness.ts'

describe.skipIf(noOpenssl)(`a server whose certificate is not trusted${noOpenssl}`, () => {
  let certificates: Certificates
  let server: Server
  let url: string
  let connections = 0

  beforeAll(async () => {
    certificates = await createCertificates()
    server = createServer(certificates, (_, response) => void response.end('{}'))
    server.on('connection', () => (connections += 1))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    server.close()
    await certificates[Symbol.asyncDispose]()
  })

  const failWith = async (env: object) => {
    connections = 0
    const client = new AuthClient({ url, apiToken: 'RT', env })
    const error = await failureOf(client.getAccessToken())
    expect(error).toBeInstanceOf(ConnectionError)
    return (error as ConnectionError).message
  }

  test('an untrusted certificate fails an exchange without retries, and the error names NODE_EXTRA_CA_CERTS', async () => {
    const message = await failWith({})
    expect(message).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    expect(message).toContain("set NODE_EXTRA_CA_CERTS to the CA's file")
    expect(message).not.toContain('QCI_SSL_VERIFY')
    expect(connections).toBe(1)
  })

  test.each([['false'], ['0'], ['true'], [false], [{}]])(
    'with QCI_SSL_VERIFY=%j the error of an untrusted certificate says that verification stays on, and why',
    async (value) => {
      expect(await failWith({ QCI_SSL_VERIFY: value })).toContain(
        'QCI_SSL_VERIFY has no effect: certificates are always verified, because otherwise anyone on the network path could read the API token. ',
      )
      expect(connections).toBe(1)
    },
  )

  test.each([[''], [' '], [undefined]])(
    'the error of an untrusted certificate does not mention QCI_SSL_VERIFY when it is %j',
    async (value) => {
      expect(await failWith({ QCI_SSL_VERIFY: value })).not.toContain('QCI_SSL_VERIFY')
    },
  )

  test('an untrusted certificate fails client.fetch with the error of the runtime, without a retry', async () => {
    connections = 0
    const fetch: typeof globalThis.fetch = (input, init) => {
      const isExchange = input === `${url}/auth/v1/access-tokens/`
      if (!isExchange) return globalThis.fetch(input, init)
      const body = { access_token: 'AT', expires_at_rfc3339: new Date(Date.now() + 3_600_000).toISOString() }
      return Promise.resolve(Response.json(body))
    }
    const client = new AuthClient({ url, apiToken: 'RT', env: {}, fetch })
    const error = await failureOf(client.fetch('jobs'))
    expect(error).toMatchObject({ cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } })
    expect(connections).toBe(1)
  })
})

test('the error of a refused connection does not mention certificates, even if QCI_SSL_VERIFY is set', () => {
  const cause = new Error('connect ECONNREFUSED 127.0.0.1:443')
  const { message } = new ConnectionError('https://127.0.0.1/', cause, { hasSslVerify: true })
  expect(message).toBe(
    'No response from https://127.0.0.1/: connect ECONNREFUSED 127.0.0.1:443. Check the address and the network.',
  )
})

test.each([
  [
    'CERT_HAS_EXPIRED: certificate has expired',
    "Check this machine's clock. If it is right, the server needs a new certificate.",
  ],
  [
    'invalid peer certificate: Expired',
    "Check this machine's clock. If it is right, the server needs a new certificate.",
  ],
  [
    'CERT_NOT_YET_VALID: certificate is not yet valid',
    "Check this machine's clock. If it is right, the server needs a new certificate.",
  ],
  [
    'invalid peer certificate: NotValidYet',
    "Check this machine's clock. If it is right, the server needs a new certificate.",
  ],
  [
    "ERR_TLS_CERT_ALTNAME_INVALID: Hostname/IP does not match certificate's altnames",
    'Check the host name in the address.',
  ],
  ['invalid peer certificate: NotValidForName', 'Check the host name in the address.'],
])('the error of the certificate failure %s first gives the advice that helps', (failure, advice) => {
  const { message } = new ConnectionError('https://127.0.0.1/', new Error(failure))
  const caAdvice = "If a CA of your own signed the certificate, set NODE_EXTRA_CA_CERTS to the CA's file."
  expect(message).toBe(`No response from https://127.0.0.1/: ${failure}. ${advice} ${caAdvice}`)
})
