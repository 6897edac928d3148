import { expect, test } from 'vitest'

import { ConnectionError } from '@qci-client/auth'

import { retryDelayMs } from '../src/renewal/retry-policy.ts'

const failure = (code: string, message = code) =>
  new ConnectionError('https://api.example/', Object.assign(new Error(message), { code }))

test.each([
  'CERT_HAS_EXPIRED',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'EPROTO',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNKNOWN_CERTIFICATE_VERIFICATION_ERROR',
])('a request that fails with %s is not retried, and the error names NODE_EXTRA_CA_CERTS', (code) => {
  expect(retryDelayMs(failure(code), 1, () => 0.5)).toBeUndefined()
  expect(failure(code).message).toContain('NODE_EXTRA_CA_CERTS')
})

test('the text of Deno for an unknown issuer is recognized', () => {
  expect(failure('', 'client error: invalid peer certificate: UnknownIssuer').message).toContain(
    'NODE_EXTRA_CA_CERTS',
  )
})

test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPROTOTYPE'])(
  'a request that fails with %s is retried',
  (code) => {
    expect(retryDelayMs(failure(code), 1, () => 0.5)).toBe(125)
    expect(failure(code).message).not.toContain('NODE_EXTRA_CA_CERTS')
  },
)
