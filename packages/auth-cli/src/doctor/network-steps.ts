import { lookup } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'

import { toConnectionError } from '../api/send.ts'
import { hostOf, openSocket, openTls, openTunnel, portOf } from './sockets.ts'
import { passed, skipped, warning } from './step.ts'
import type { Finding, Patient, Step } from './step.ts'

const dns: Step = {
  name: 'DNS',
  needs: ['Proxy'],
  examine: (patient) =>
    asConnection(patient, async () => {
      const { proxy } = patient.route!
      const host = hostOf(proxy?.url ?? patient.address!)
      if (isIP(host) !== 0) return skipped(`${host} is an address`)
      const addresses = await lookup(host, { all: true })
      const whose = proxy ? `the proxy ${host}` : host
      return passed(`${whose} is ${addresses.map(({ address }) => address).join(', ')}`)
    }),
}

const connection: Step = {
  name: 'Connection',
  needs: ['DNS'],
  examine: (patient, signal) =>
    asConnection(patient, async () => {
      const { proxy } = patient.route!
      const address = patient.address!
      const isTunnelled = proxy !== undefined && address.protocol === 'https:'
      patient.socket = isTunnelled
        ? await openTunnel(proxy, address, signal)
        : await openSocket(proxy?.url ?? address, signal)
      patient.socket.on('error', () => {}) // what happens to it later is the next step's to tell
      const target = `${address.hostname} port ${portOf(address)}`
      if (isTunnelled) return passed(`to ${target} through ${proxy.host}`)
      return passed(proxy ? `to the proxy ${proxy.host}` : `to ${target}`)
    }),
}

const caCertificates: Step = {
  name: 'CA certificates',
  needs: [],
  async examine({ env }) {
    const file = env['NODE_EXTRA_CA_CERTS']
    if (!file) return passed("Node's own; NODE_EXTRA_CA_CERTS is not set")
    const text = await readFile(file, 'utf8').catch(() => undefined)
    const count = text?.match(/^-----BEGIN (TRUSTED )?CERTIFICATE-----/gm)?.length ?? 0
    if (count > 0) return passed(`Node's own and ${count} of NODE_EXTRA_CA_CERTS`)
    const problem =
      text === undefined ? 'names a file that cannot be read' : 'names a file without a certificate'
    return warning(
      `NODE_EXTRA_CA_CERTS ${problem}`,
      'Set it to a file of certificates in PEM form, or unset it.',
    )
  },
}

const tls: Step = {
  name: 'TLS',
  needs: ['Connection'],
  examine: (patient, signal) =>
    asConnection(patient, async () => {
      const address = patient.address!
      if (address.protocol === 'http:') return skipped('http: has none')
      const socket = await openTls(patient.socket!, address, signal)
      const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate()
      const nameOf = ({ CN, O }: typeof subject) => [CN, O].flat().find((name) => name) ?? 'a nameless one'
      const detail = `${socket.getProtocol()}, certificate of ${nameOf(subject)} by ${nameOf(issuer)}, good until ${toDay(validTo)}`
      socket.destroy()
      if (patient.env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return passed(detail)
      return warning(
        `${detail}; but certificates are not checked`,
        'Unset NODE_TLS_REJECT_UNAUTHORIZED: with it, anybody on the way can take the tokens.',
      )
    }),
}

/** What the runtime throws, as the client's own error: then the same advice is given. */
async function asConnection({ address }: Patient, examine: () => Promise<Finding>): Promise<Finding> {
  try {
    return await examine()
  } catch (error) {
    throw toConnectionError(error, address!)
  }
}

function toDay(validTo: string): string {
  const date = new Date(validTo)
  return Number.isNaN(date.getTime()) ? validTo : date.toISOString().slice(0, 10)
}

/** How far the way to the API is open. */
export const NETWORK_STEPS: readonly Step[] = [dns, connection, caCertificates, tls]
