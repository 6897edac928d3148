import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'

/** What keeps certificates from being made; empty when nothing does. */
export const noOpenssl: string =
  spawnSync('openssl', ['version']).status === 0 ? '' : ' (left out: no openssl, which makes certificates)'

/** TLS in front of a port, with a certificate for `api.example` of a CA of its own. */
export interface TlsFront extends AsyncDisposable {
  readonly port: number
  /** The certificate of that CA, for `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string
}

/** Makes the certificates and listens on loopback. */
export async function startTlsFront(leadsTo: number): Promise<TlsFront> {
  const folder = await mkdtemp(join(tmpdir(), 'tls-'))
  const at = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', '-x509', ...newKey, '-subj', '/CN=A CA of the tests', '-keyout', 'ca.key', '-out', 'ca.pem')
  openssl('req', ...newKey, '-subj', '/CN=api.example', '-keyout', 'key.pem', '-out', 'request.pem')
  await writeFile(at('names'), 'subjectAltName=DNS:api.example,IP:127.0.0.1')
  const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names']
  openssl('x509', '-req', '-in', 'request.pem', ...signing, '-out', 'certificate.pem')
  const sockets = new Set<Socket>()
  const server = createServer({
    key: await readFile(at('key.pem')),
    cert: await readFile(at('certificate.pem')),
  })
  server.on('secureConnection', (socket) => {
    const onward = connect(leadsTo, '127.0.0.1')
    for (const end of [socket, onward]) end.on('error', () => {})
    socket.pipe(onward).pipe(socket)
  })
  server.on('connection', (socket: Socket) => void sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    caFile: at('ca.pem'),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
      await rm(folder, { recursive: true })
    },
  }
}
