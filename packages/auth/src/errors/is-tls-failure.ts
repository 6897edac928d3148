import { readProperty } from '../read-property.ts'

/** Codes of Node and Bun, and the text of Deno: the server's certificate or protocol is not accepted. */
const TLS_FAILURE =
  /\b(CERT_|UNKNOWN_CERT|UNABLE_TO_|(DEPTH_ZERO_)?SELF_SIGNED_CERT|ERR_(TLS|SSL)_|EPROTO\b|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE))|invalid peer cert/

/** What to do about an untrusted issuer. */
export const TLS_ADVICE =
  "If a CA of your own signed the certificate, set NODE_EXTRA_CA_CERTS to the CA's file."

/** What to do about TLS failures that have another cause than the issuer, by their messages. */
const OTHER_CAUSES: readonly (readonly [failure: RegExp, advice: string])[] = [
  [
    /expired|not yet valid|NotValidYet/i,
    "Check this machine's clock. If it is right, the server needs a new certificate.",
  ],
  [/ALTNAME|HOSTNAME|NotValidForName/, 'Check the host name in the address.'],
]

/** Returns what to do about a TLS failure with this message. The CA comes last: it may not help. */
export function adviseOnTls(message: string): string {
  const others = OTHER_CAUSES.filter(([failure]) => failure.test(message))
  return [...others.map(([, advice]) => advice), TLS_ADVICE].join(' ')
}

/** Whether a request failed in TLS in a way that a retry does not change. */
export function isTlsFailure(error: { readonly cause?: unknown; readonly message: string }): boolean {
  const code = readProperty(Object(error.cause) as object, 'code')
  return TLS_FAILURE.test(`${typeof code === 'string' ? code : ''} ${error.message}`)
}
