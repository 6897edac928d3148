import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why no certificates can be created, for test titles; empty when they can. */
export const noOpenssl: string =
  spawnSync('openssl', ['version']).status === 0 ? '' : ' (skipped: no openssl to create certificates)'

/** A certificate for `api.example` and `127.0.0.1` with its own CA, valid for two days. */
export interface Certificates extends AsyncDisposable {
  /** For servers, PEM. */
  readonly key: Buffer
  readonly cert: Buffer
  /** The certificate of the CA, which clients trust. */
  readonly caFile: string
}

/** Creates the certificates in a temporary folder, which is removed when they are disposed. */
export async function createCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'tls-'))
  const at = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', '-x509', ...newKey, '-subj', '/CN=A CA of the tests', '-keyout', 'ca.key', '-out', 'ca.pem')
  openssl('req', ...newKey, '-subj', '/CN=api.example', '-keyout', 'key.pem', '-out', 'request.pem')
  await writeFile(at('names'), 'subjectAltName=DNS:api.example,IP:127.0.0.1')
  const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names']
  openssl('x509', '-req', '-in', 'request.pem', ...signing, '-out', 'certificate.pem')
  return {
    key: await readFile(at('key.pem')),
    cert: await readFile(at('certificate.pem')),
    caFile: at('ca.pem'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
