import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** A proxy on loopback that opens tunnels (RFC 9110, section 9.3.6). */
export interface Tunnel extends AsyncDisposable {
  readonly url: string
  /** Where the tunnels were to lead: `api.example:443`. */
  readonly targets: string[]
}

/** Starts a proxy whose tunnels all lead to this port on loopback. */
export async function startTunnel(port: number): Promise<Tunnel> {
  const targets: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer()
  server.on('connection', (socket: Socket) => void sockets.add(socket))
  server.on('connect', (request, socket) => {
    targets.push(request.url ?? '')
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
