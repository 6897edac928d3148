import type { ApiError, ConnectionError, RequestTimeoutError } from '@qci-client/auth'

/** The first thing to do about a status that is no success; undefined when its message says it already. */
export function adviseOnApiError({ status, retryAfterMs }: ApiError): string | undefined {
  if (retryAfterMs !== undefined) return `The API asks to wait ${Math.ceil(retryAfterMs / 1_000)} s.`
  if (status === 401 || status === 403) return 'Is the API token one of this API, and still good?'
  if (status === 404) return 'There is no auth API at this address: is QCI_API_URL or --url right?'
  if (status === 407) return PROXY_WANTS_A_PASSWORD
  return status >= 500 ? 'It is the API that fails, or what stands before it. Try again later.' : undefined
}

const PROXY_WANTS_A_PASSWORD =
  'The proxy wants a user name and password: set the variable to http://USER:PASSWORD@HOST:PORT.'

const PROXY_REFUSES =
  'The proxy does not open the way to this host: ask whoever runs it, or name the host in NO_PROXY.'

const CA_ADVICE =
  'Whoever signed the certificate is unknown to Node. If that is your own CA, or a proxy that opens TLS, ' +
  'set NODE_EXTRA_CA_CERTS to the file of its certificate (PEM).'

/** What to do about a connection that failed, by the code that the runtime gives. */
const BY_CODE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'There is no host of this name: is the address right, and does this network need a proxy?',
  EAI_AGAIN: 'Names cannot be resolved at the moment: is this machine online?',
  ECONNREFUSED: 'Nothing listens there: are host and port right?',
  SELF_SIGNED_CERT_IN_CHAIN: CA_ADVICE,
  DEPTH_ZERO_SELF_SIGNED_CERT: CA_ADVICE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CA_ADVICE,
  UNABLE_TO_GET_ISSUER_CERT: CA_ADVICE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CA_ADVICE,
  CERT_HAS_EXPIRED: 'The certificate has expired, or the clock of this machine is wrong.',
  CERT_NOT_YET_VALID: 'The clock of this machine is behind, or the certificate is not in force yet.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another name: is the address right?',
  EPROTO: 'The other side does not speak TLS: is it https:, and is the port right?',
  ERR_SSL_WRONG_VERSION_NUMBER: 'The other side does not speak TLS: is it https:, and is the port right?',
}

/** The first thing to do about a connection that failed. */
export function adviseOnConnection(error: ConnectionError | RequestTimeoutError): string | undefined {
  const cause = error.cause as { code?: unknown; message?: string } | undefined
  // undici has no code for it.
  const proxyStatus = /^(?:UND_ERR_ABORTED: )?Proxy response \((\d+)\)/.exec(cause?.message ?? '')?.[1]
  if (proxyStatus !== undefined) return proxyStatus === '407' ? PROXY_WANTS_A_PASSWORD : PROXY_REFUSES
  return BY_CODE[String(cause?.code)]
}
