import { usageError } from '../errors/command-error.ts'

/** The environment variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A proxy that a variable names. */
export interface Proxy {
  /** The variable's name, as it is set. */
  readonly variable: string
  /** Without credentials: this may be shown. */
  readonly url: URL
  /** `proxy.example:3128`, to be shown. */
  readonly host: string
  /** What goes into Proxy-Authorization; a secret. Undefined when the variable has no credentials. */
  readonly authorization: string | undefined
}

/**
 * The proxy of a scheme: `https_proxy` or `HTTPS_PROXY`, `http_proxy` or `HTTP_PROXY`, the lower case first,
 * as in curl and Node.
 *
 * @param scheme - Of the address that is asked: `https:` or `http:`.
 * @throws CommandError (usage) that shows no part of the value, which may hold a password.
 */
export function readProxy(scheme: string, env: Environment): Proxy | undefined {
  const name = scheme === 'https:' ? 'https_proxy' : 'http_proxy'
  const variable = [name, name.toUpperCase()].find((one) => env[one]?.trim())
  if (variable === undefined) return undefined
  const text = env[variable]!.trim()
  const full = text.includes('://') ? text : `http://${text}` // `proxy.example:3128`, as curl takes it
  const url = URL.canParse(full) ? new URL(full) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw usageError(
      `${variable} must be like http://proxy.example:3128; other kinds of proxies are not supported.`,
    )
  }
  const authorization = toAuthorization(url, variable)
  url.username = ''
  url.password = ''
  return { variable, url, host: url.host, authorization }
}

function toAuthorization({ username, password }: URL, variable: string): string | undefined {
  if (!username && !password) return undefined
  try {
    const credentials = [username, password].map(decodeURIComponent).join(':')
    return `Basic ${Buffer.from(credentials).toString('base64')}`
  } catch {
    throw usageError(`${variable} has a user name or password that is not URL-encoded: write % as %25.`)
  }
}
