import { checkNumber } from '../util/check-number.ts'

/** The address of a server, and the names under which its admin API may be used. */
export interface Address {
  readonly port: number
  readonly host: string
  readonly allowHosts: readonly string[]
}

/** The default address, which only this machine reaches. */
const LOOPBACK = '127.0.0.1'

/**
 * Checks the options and applies the defaults.
 *
 * Node listens on all addresses for an empty host, and takes other text for the path of a socket: here both are errors.
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

/** Whether a value is a host to listen on: a name, or an address without brackets. */
export function isHost(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[\w.-]+|[\da-f:.]+:[\da-f:.]*(?:%[\w.-]+)?)$/i.test(value)
}

/** Whether a value can be the name in a `Host` header, where an IPv6 address has brackets. */
export function isHostName(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(value)
}
