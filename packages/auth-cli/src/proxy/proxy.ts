import type { Environment } from '../config/setting.ts'
import { usageError } from '../errors/command-error.ts'

/** A proxy that a variable names. */
export interface Proxy {
  /** The name of the variable. */
  readonly variable: string
  /** Without credentials, so it may be shown. */
  readonly url: URL
  /** `proxy.example:3128`, for messages. */
  readonly host: string
  /** The value of Proxy-Authorization; a secret. Undefined when the variable has no credentials. */
  readonly authorization: string | undefined
}

/** Characters that end the host part of a URL, and what to write for them in a user name or password. */
const ENCODED: Readonly<Record<string, string>> = { '#': '%23', '/': '%2F', '?': '%3F', '\\': '%5C' }

/**
 * Reads the proxy for a scheme: `https_proxy` or `HTTPS_PROXY`, `http_proxy` or `HTTP_PROXY`, lower case first, as in
 * curl and Node.
 *
 * @param scheme - The scheme of the requests: `https:` or `http:`.
 * @throws CommandError (usage) that shows no part of the value, which may contain a password.
 */
export function readProxy(scheme: string, env: Environment): Proxy | undefined {
  const name = scheme === 'https:' ? 'https_proxy' : 'http_proxy'
  const variable = [name, name.toUpperCase()].find((each) => env[each]?.trim())
  if (variable === undefined) return undefined
  const text = env[variable]!.trim()
  const full = text.includes('://') ? text : `http://${text}` // `proxy.example:3128`, as in curl
  checkCharacters(full, variable)
  const url = URL.canParse(full) ? new URL(full) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(full)) {
    throw usageError(
      `${variable} must have the form http://proxy.example:3128. SOCKS and other kinds of proxies are not supported.`,
      'If it has a user name or password with special characters, URL-encode them: write @ as %40 and : as %3A.',
    )
  }
  const authorization = toAuthorization(url, variable)
  url.username = ''
  url.password = ''
  return { variable, url, host: url.host, authorization }
}

/** A URL with `#` in its password would be cut there, and part of the password would be used as the host. */
function checkCharacters(text: string, variable: string): void {
  const rest = text.slice(text.indexOf('://') + 3).replace(/\/$/, '')
  const found = /[#/?\\]/.exec(rest)?.[0]
  if (found === undefined) return
  if (rest.includes('@', rest.indexOf(found))) {
    throw usageError(
      `${variable} has a "${found}" in its user name or password that is not URL-encoded: write it as ${ENCODED[found]}.`,
    )
  }
  throw usageError(
    `${variable} must end after the host and port: it has a "${found}" there. If that belongs to a password, write it as ${ENCODED[found]}.`,
  )
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
