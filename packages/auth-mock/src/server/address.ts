import { checkNumber } from '../util/check-number.ts'

/** Where a server listens, and under which names its admin API may be used. */
export interface Address {
  readonly port: number
  readonly host: string
  readonly allowHosts: readonly string[]
}

/** Where it listens when nothing else is said: nobody but this machine reaches it there. */
const LOOPBACK = '127.0.0.1'

/**
 * Decides where a server listens.
 *
 * Node takes an empty host for every address of the machine, and text for the path of a socket: here it is an error.
 *
 * @throws TypeError naming the option that is wrong.
 */
export function resolveAddress(options: { [Name in keyof Address]?: Address[Name] | undefined }): Address {
  const { port = 0, host = LOOPBACK, allowHosts = [] } = options
  if (!isHost(host)) throw new TypeError('host must be an address or a name, without a port')
  if (!Array.isArray(allowHosts) || !allowHosts.every(isHostName)) {
    throw new TypeError('allowHosts must be a list of names, without ports')
  }
  return { port: checkNumber(port, 'port', { min: 0, max: 65_535, integer: true }), host, allowHosts }
}

/** Whether a server can be told to listen there: a name, or an address without brackets. */
export function isHost(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[\w.-]+|[\da-f:.]+:[\da-f:.]*(?:%[\w.-]+)?)$/i.test(value)
}

/** Whether a text can be the name in a `Host` header, which writes an IPv6 address in brackets. */
export function isHostName(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(value)
}
