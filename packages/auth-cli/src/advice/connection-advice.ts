import type { Environment } from '../config/setting.ts'
import type { Proxy } from '../proxy/proxy.ts'
import { findCaFileProblem } from './ca-file.ts'

const NO_TLS = 'The server does not speak TLS on this port. Check the scheme (http: or https:) and the port.'

const TLS_VERSION =
  'The server, or a gateway in front of it, supports no TLS version that Node accepts (1.2 and later). Ask its operator to enable TLS 1.2.'

const TLS_CIPHERS =
  'The server and Node have no TLS settings in common (cipher, key or protocol), or the server requires a client certificate. Ask the operator of the server, or of the proxy that inspects TLS, to update its TLS settings.'

const CLIENT_CERTIFICATE =
  'The server requires a client certificate, which this command does not support. Check the address.'

const UNTRUSTED = [
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]

/** What to do about a failed connection, by the code of Node or OpenSSL. The first pattern that matches counts. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [
    /^ENOTFOUND$|^EAI_(NONAME|NODATA)$/,
    'The host name does not exist. Check the address. On a network that requires a proxy, set HTTPS_PROXY.',
  ],
  [
    /^EAI_|^ESERVFAIL$|^ETIMEOUT$/,
    "Host names cannot be resolved at the moment. Check this machine's network connection and DNS server.",
  ],
  [
    /^ECONNREFUSED$/,
    'No server accepts connections at this address. Check host and port, and whether a firewall rejects the connection.',
  ],
  [
    /^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL)$/,
    'There is no route to the host. Check the network connection or VPN of this machine.',
  ],
  [
    /^ETIMEDOUT$/,
    'The host does not respond. Check the address, and whether a firewall or a missing VPN blocks the connection.',
  ],
  [/^(EACCES|EPERM)$/, 'A firewall or sandbox on this machine blocks the connection. Allow it there.'],
  [
    /^CERT_HAS_EXPIRED$/,
    'The certificate has expired, or the clock of this machine is wrong. Check the clock. If it is right, inform the operator of the server.',
  ],
  [
    /^CERT_NOT_YET_VALID$/,
    'The certificate is not valid yet, or the clock of this machine is slow. Check the clock.',
  ],
  [
    /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    'The certificate is for another host name. Check the address; a proxy or captive portal may also intercept the connection.',
  ],
  [/^CERT_REVOKED$/, 'The certificate has been revoked. Inform the operator of the server.'],
  [
    /^(CERT_|CRL_|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/,
    'The certificate is not valid. Inform the operator of the server.',
  ],
  [/^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL)$/, NO_TLS],
  [/^ERR_SSL_.*(UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO|NO_PROTOCOLS)/, TLS_VERSION],
  [/^ERR_SSL_.*(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNKNOWN_CA)$/, CLIENT_CERTIFICATE],
  [/^ERR_SSL_.*UNRECOGNIZED_NAME$/, 'The server is not configured for this host name. Check the address.'],
  [
    /^ERR_SSL_.*(HANDSHAKE_FAILURE|CIPHER|KEY_TOO_SMALL|RENEGOTIATION|INSUFFICIENT_SECURITY|DIGEST|CURVE|GROUP)/,
    TLS_CIPHERS,
  ],
  [
    /^(ERR_SSL_|ERR_TLS_|EPROTO$)/,
    'The TLS handshake failed. Check that the port is right, and whether a proxy or firewall inspects TLS connections.',
  ],
  [
    /^HPE_HEADER_OVERFLOW$/,
    'The headers of the response are too large. Check that the address points to the API.',
  ],
  [/^HPE_/, 'The server does not speak HTTP on this port. Check the scheme (http: or https:) and the port.'],
  [/^EPIPE$/, 'The server stopped reading the request: it may be too large, or a firewall may block it.'],
  [
    /^(ECONNRESET|ECONNABORTED|UND_ERR_SOCKET)$/,
    'The connection was closed without a response. Check scheme and port, and whether a firewall or proxy blocks the connection; otherwise try again later.',
  ],
  [/^RESPONSE_/, 'Try again. If this repeats, a proxy or firewall may be cutting the connection.'],
]

/** What is known about a failed connection. */
export interface ConnectionFailure {
  readonly code: string
  readonly env: Environment
  readonly proxy?: Proxy | undefined
}

/** What to do about a failed connection; undefined when nothing better is known than to diagnose it. */
export function adviseOnConnection({ code, env, proxy }: ConnectionFailure): string | undefined {
  if (code.startsWith('PROXY_')) return adviseOnProxy(code.slice('PROXY_'.length), proxy?.variable, env)
  if (UNTRUSTED.includes(code))
    return adviseOnUntrusted("The certificate's issuer is not trusted by Node.", env)
  return RULES.find(([pattern]) => pattern.test(code))?.[1]
}

/** Trusting an issuer, with what is wrong about the variables that are set. */
function adviseOnUntrusted(what: string, env: Environment): string {
  const problem = findCaFileProblem(env)
  return [
    what,
    problem === undefined
      ? 'If a company CA or a proxy that inspects TLS has issued it, set NODE_EXTRA_CA_CERTS to a PEM file with the CA certificate'
      : `NODE_EXTRA_CA_CERTS ${problem}: set it to a PEM file with the certificate of the CA`,
    env['NODE_USE_SYSTEM_CA'] === '1'
      ? '(NODE_USE_SYSTEM_CA=1 is set, but the CA is not in the system store).'
      : 'or, if the CA is installed on this machine, NODE_USE_SYSTEM_CA=1 (Node 22.19 or 24.6 and later).',
    env['QCI_SSL_VERIFY']?.trim() ? 'QCI_SSL_VERIFY has no effect: certificates are always verified.' : '',
  ]
    .filter(Boolean)
    .join(' ')
}

function adviseOnProxy(code: string, variable = 'HTTPS_PROXY', env: Environment): string {
  switch (code) {
    case 'STATUS_407':
      return `The proxy requires a user name and password: set ${variable} to http://USER:PASSWORD@HOST:PORT, both URL-encoded.`
    case 'STATUS_403':
    case 'STATUS_401':
    case 'STATUS_405':
      return 'The proxy refuses to tunnel to this host. Ask its operator to allow it, or add the host to NO_PROXY to connect directly.'
    case 'STATUS_502':
    case 'STATUS_503':
    case 'STATUS_504':
      return 'The proxy cannot reach the host. Check the address of the API; if it is right, try again later or ask the operator of the proxy.'
    case 'ECONNREFUSED':
      return `No server accepts connections at the address of the proxy. Check host and port in ${variable}.`
    case 'ENOTFOUND':
      return `The host name of the proxy does not exist. Check ${variable}.`
    default:
  }
  if (code.startsWith('STATUS_')) {
    return `Check that ${variable} names an HTTP proxy that allows CONNECT.`
  }
  if (/^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/.test(code)) {
    return `The proxy does not speak TLS: write http:// rather than https:// in ${variable}.`
  }
  if (UNTRUSTED.includes(code)) {
    return adviseOnUntrusted("The issuer of the proxy's certificate is not trusted by Node.", env)
  }
  if (/^(HPE_|ECONNRESET)/.test(code)) {
    return `Check that ${variable} names an HTTP proxy, with the right port and scheme. SOCKS proxies are not supported.`
  }
  const rule = RULES.find(([pattern]) => pattern.test(code))?.[1]
  return rule === undefined ? `Check ${variable}.` : `${rule} This applies to the proxy set in ${variable}.`
}
