import type { OutputFormat } from './flags.ts'

/** What the first line of standard output reports. */
interface ServerFacts {
  url: string
  env: Readonly<Record<string, string>>
  /** The CA file of a self-signed certificate. */
  caFile: string | undefined
}

/** The first line of standard output. `env` is for POSIX shells, and for PowerShell on Windows. */
export function toFirstLine(
  format: OutputFormat,
  { url, env, caFile }: ServerFacts,
  { pid, platform }: Pick<NodeJS.Process, 'pid' | 'platform'>,
): string {
  if (format === 'url') return url
  if (format === 'json')
    return JSON.stringify({ ready: true, url, pid, ...(caFile !== undefined && { caFile }) })
  const trust = caFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: caFile, REQUESTS_CA_BUNDLE: caFile }
  const variables = Object.entries({ ...env, ...trust })
  if (platform === 'win32') {
    return variables.map(([name, value]) => `$env:${name} = '${value.replaceAll("'", "''")}'`).join('; ')
  }
  return `export ${variables.map(([name, value]) => `${name}=${quote(value)}`).join(' ')}`
}

/** Quotes a value for a POSIX shell where that is necessary. */
function quote(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`
}
