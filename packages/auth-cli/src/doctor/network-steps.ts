import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { PeerCertificate } from 'node:tls'

import { countCertificates, findCaFileProblem } from '../advice/ca-file.ts'
import { openTls, openTransport, toHost, toPort } from '../http/connect.ts'
import { toTransportError } from '../http/transport-error.ts'
import { passed, skipped, warning } from './step.ts'
import type { Step } from './step.ts'

const dns: Step = {
  name: 'DNS',
  needs: ['Proxy'],
  async run({ route, url }) {
    const { proxy } = route!
    const host = toHost(proxy?.url ?? url!)
    if (isIP(host) !== 0) return skipped(`not needed: ${host} is an IP address`)
    try {
      const addresses = await lookup(host, { all: true })
      const name = proxy ? `the proxy ${host}` : host
      return passed(`${name} is ${addresses.map(({ address }) => address).join(', ')}`)
    } catch (error) {
      throw toTransportError(error, { isProxy: proxy !== undefined })
    }
  },
}

const connection: Step = {
  name: 'Connection',
  needs: ['DNS'],
  async run(context, signal) {
    const { proxy } = context.route!
    const url = context.url!
    context.socket = await openTransport(url, context.route!, signal)
    context.socket.on('error', () => {}) // later failures belong to the next step
    const target = `${url.hostname} port ${toPort(url)}`
    if (!proxy) return passed(`to ${target}`)
    return passed(
      url.protocol === 'https:' ? `to ${target} through ${proxy.host}` : `to the proxy ${proxy.host}`,
    )
  },
}

const caCertificates: Step = {
  name: 'CA certificates',
  needs: [],
  run({ env }) {
    const own = env['NODE_USE_SYSTEM_CA'] === '1' ? "Node's own and those of the system" : "Node's own"
    if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
      return warning(
        'not verified: NODE_TLS_REJECT_UNAUTHORIZED=0',
        'Unset NODE_TLS_REJECT_UNAUTHORIZED: without verification, others on the network can read the tokens.',
      )
    }
    const problem = findCaFileProblem(env)
    if (problem !== undefined) {
      return warning(
        `NODE_EXTRA_CA_CERTS ${problem}`,
        'Set NODE_EXTRA_CA_CERTS to a file of certificates in PEM form, or unset it.',
      )
    }
    if (env['QCI_SSL_VERIFY']?.trim()) {
      return warning(
        `${own}; QCI_SSL_VERIFY has no effect`,
        'Unset QCI_SSL_VERIFY: certificates are always verified. To trust a company CA, set NODE_EXTRA_CA_CERTS to a PEM file with its certificate.',
      )
    }
    const file = env['NODE_EXTRA_CA_CERTS']
    if (!file) return passed(`${own}; NODE_EXTRA_CA_CERTS is not set`)
    return passed(`${own} and ${countCertificates(readFileSync(file, 'utf8'))} of NODE_EXTRA_CA_CERTS`)
  },
}

const tls: Step = {
  name: 'TLS',
  needs: ['Connection'],
  async run({ url, socket: transport }, signal) {
    if (url!.protocol === 'http:') return skipped('not used with http:')
    const socket = await openTls(transport!, url!, signal)
    const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate()
    const detail = `${socket.getProtocol()}, certificate of ${toName(subject)} by ${toName(issuer)}, valid until ${toDay(validTo)}`
    socket.destroy()
    return passed(detail)
  },
}

function toName({ CN, O }: PeerCertificate['subject']): string {
  return [CN, O].flat().find((name) => name) ?? '(unnamed)'
}

function toDay(validTo: string): string {
  const date = new Date(validTo)
  return Number.isNaN(date.getTime()) ? validTo : date.toISOString().slice(0, 10)
}

/** Whether the API can be reached. */
export const NETWORK_STEPS: readonly Step[] = [dns, connection, caCertificates, tls]
