import { once } from 'node:events'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:tls'

import { createCertificates } from '@qci-client/test-support/certificates'

/** TLS in front of a port, with a certificate for `api.example` of a CA of its own. */
export interface TlsFront extends AsyncDisposable {
  readonly port: number
  /** The certificate of that CA, for `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string
}

/** Creates the certificates and listens on loopback. */
export async function startTlsFront(forwardsTo: number): Promise<TlsFront> {
  const certificates = await createCertificates()
  const { key, cert, caFile } = certificates
  const sockets = new Set<Socket>()
  const server = createServer({ key, cert })
  server.on('secureConnection', (socket) => {
    const onward = connect(forwardsTo, '127.0.0.1')
    for (const end of [socket, onward]) end.on('error', () => {})
    socket.pipe(onward).pipe(socket)
  })
  server.on('connection', (socket: Socket) => void sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    caFile,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
      await certificates[Symbol.asyncDispose]()
    },
  }
}
