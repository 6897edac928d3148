import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate with its key, as servers take them (PEM). */
export interface ServerCertificate {
  readonly key: Buffer
  readonly cert: Buffer
}

/** A certificate authority of the tests, in a folder that is removed at the end. */
export interface CertificateAuthority extends AsyncDisposable {
  /** Its own certificate, for `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string
  /** Issues a certificate for hosts. `days` below 0: it has expired. */
  issue(names: string, options?: { days?: number }): Promise<ServerCertificate>
  /** Creates a certificate that is its own issuer. */
  selfSign(names: string): Promise<ServerCertificate>
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** Creates a certificate authority with openssl. */
export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const folder = await mkdtemp(join(tmpdir(), 'ca-'))
  const at = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  openssl('req', '-x509', ...NEW_KEY, '-subj', '/CN=A CA of the tests', '-keyout', 'ca.key', '-out', 'ca.pem')
  let count = 0
  const load = async (name: string) => ({
    key: await readFile(at(`${name}.key`)),
    cert: await readFile(at(`${name}.pem`)),
  })
  return {
    caFile: at('ca.pem'),
    async issue(names, { days = 2 } = {}) {
      const name = `certificate-${(count += 1)}`
      openssl('req', ...NEW_KEY, '-subj', '/CN=server', '-keyout', `${name}.key`, '-out', `${name}.csr`)
      await writeFile(at(`${name}.names`), `subjectAltName=${names}`)
      const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.names`]
      openssl('x509', '-req', '-in', `${name}.csr`, ...signing, '-days', String(days), '-out', `${name}.pem`)
      return load(name)
    },
    async selfSign(names) {
      const name = `self-signed-${(count += 1)}`
      const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`]
      openssl(
        'req',
        '-x509',
        ...NEW_KEY,
        '-subj',
        '/CN=server',
        '-addext',
        `subjectAltName=${names}`,
        ...files,
      )
      return load(name)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
