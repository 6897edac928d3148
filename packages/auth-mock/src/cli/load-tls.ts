import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { FlagError, type TlsFlags } from './flags.ts'

/** Certificate and key for the server. */
export interface LoadedTls {
  cert: string
  key: string
  /** The certificate that clients must trust, where it was created. */
  caFile?: string
  /** Removes the CA file. */
  release(): void
}

/**
 * Reads the certificate files, or creates a certificate and writes its CA file into the temporary folder.
 *
 * @param host - The address that the server listens on.
 * @throws {@link FlagError} when a file cannot be read.
 */
export async function loadTls(tls: TlsFlags, host: string): Promise<LoadedTls> {
  if (tls !== 'self-signed') {
    const [cert, key] = [read('tls-cert', tls.certFile), read('tls-key', tls.keyFile)]
    return { cert, key, release() {} }
  }
  const { createCertificate } = await import('../server/certificate.ts')
  const { cert, key } = createCertificate([host], Date.now())
  const folder = mkdtempSync(join(tmpdir(), 'qci-auth-mock-'))
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, cert)
  return { cert, key, caFile, release: () => rmSync(folder, { recursive: true, force: true }) }
}

function read(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new FlagError(`--${flag}: ${(error as Error).message}`)
  }
}
