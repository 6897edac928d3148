import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'

/** A certificate and its key in PEM. */
export interface Certificate {
  cert: string
  key: string
}

const DAY_MS = 86_400_000
/** Names under which a server on this machine is reached. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1']

const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]
const COMMON_NAME = [0x55, 0x04, 0x03]
/** The extensions 2.5.29.x. */
const extensionId = (last: number): number[] => [0x55, 0x1d, last]

/**
 * Creates a self-signed certificate (RFC 5280) that is its own CA, with an EC key, valid for a year.
 *
 * Node can sign, but has no function for certificates, and openssl is not installed everywhere.
 *
 * @param names - Host names and IP addresses beyond those of the loopback.
 * @param nowMs - The time in epoch milliseconds.
 */
export function createCertificate(names: readonly string[], nowMs: number): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const algorithm = sequence(oid(ECDSA_WITH_SHA256))
  const commonName = sequence(oid(COMMON_NAME), der(0x0c, Buffer.from('qci-auth-mock')))
  const name = sequence(der(0x31, commonName))
  const keyId = createHash('sha1').update(spki.subarray(-65)).digest() // of the public key's bits
  const extensions = sequence(
    extension(19, sequence(der(0x01, Buffer.from([0xff]))), { critical: true }), // it is a CA
    extension(15, der(0x03, Buffer.from([0x02, 0x84])), { critical: true }), // signs data and certificates
    extension(14, der(0x04, keyId)),
    extension(35, sequence(der(0x80, keyId))),
    extension(17, sequence(...[...new Set([...LOOPBACK, ...names])].map(toAlternativeName))),
  )
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(15)])), // the serial number, positive
    algorithm,
    name,
    sequence(time(nowMs - DAY_MS), time(nowMs + 365 * DAY_MS)),
    name,
    spki,
    der(0xa3, extensions),
  )
  const signature = sign('sha256', body, privateKey)
  return {
    cert: toPem(sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** A value in DER: tag, length, content. */
function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content
  const lengthBytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content])
}

function sequence(...items: readonly Uint8Array[]): Buffer {
  return der(0x30, Buffer.concat(items))
}

function oid(bytes: readonly number[]): Buffer {
  return der(0x06, Buffer.from(bytes))
}

function extension(id: number, value: Uint8Array, { critical = false } = {}): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : []
  return sequence(oid(extensionId(id)), ...flag, der(0x04, value))
}

function time(atMs: number): Buffer {
  const text = new Date(atMs).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return der(0x17, Buffer.from(text.slice(2))) // UTCTime has a year of two digits
}

function toAlternativeName(name: string): Buffer {
  if (isIPv4(name)) return der(0x87, Buffer.from(name.split('.').map(Number)))
  if (isIPv6(name)) return der(0x87, toIpv6Bytes(name))
  return der(0x82, Buffer.from(name))
}

function toIpv6Bytes(address: string): Buffer {
  const { hostname } = new URL(`http://[${address.replace(/%.*/, '')}]`) // writes IPv4 parts in hexadecimal
  const [head = '', tail] = hostname.slice(1, -1).split('::')
  const toGroups = (text = ''): number[] =>
    text === '' ? [] : text.split(':').map((group) => parseInt(group, 16))
  const [before, after] = [toGroups(head), toGroups(tail)]
  const groups = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
  return Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g)!
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
