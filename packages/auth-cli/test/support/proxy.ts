import { once } from 'node:events'
import { createServer, request as forward } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A proxy on loopback that forwards every host to one port. */
export interface TestProxy extends AsyncDisposable {
  /** `127.0.0.1:49152`. */
  readonly host: string
  /** The requests that it received: `CONNECT api.example:443`, `POST http://api.example/…`. */
  readonly requests: string[]
}

/** How a proxy behaves, and where it forwards to. */
export interface TestProxyOptions {
  /** The port on loopback that replaces every host. */
  forwardsTo: number
  /** `user:password`; others get a 407. */
  credentials?: string
  /** Responds to every request with this status. */
  rejectsWith?: number
  /** Never responds. */
  hangs?: boolean
}

/** Starts a proxy that opens tunnels and forwards plain requests (RFC 9110 sections 9.3.6 and 7.6). */
export async function startProxy(options: TestProxyOptions): Promise<TestProxy> {
  const { forwardsTo, hangs = false } = options
  const requests: string[] = []
  const sockets = new Set<Socket>()

  const statusFor = ({ method, url, headers }: IncomingMessage): number => {
    requests.push(`${method} ${url}`)
    const wanted = options.credentials && `Basic ${Buffer.from(options.credentials).toString('base64')}`
    if (wanted && headers['proxy-authorization'] !== wanted) return 407
    return options.rejectsWith ?? 200
  }
  const server = createServer((request, response) => {
    const status = statusFor(request)
    if (hangs) return
    if (status !== 200) {
      response.writeHead(status, { 'proxy-authenticate': 'Basic' }).end()
      return
    }
    const { pathname, search } = new URL(request.url!)
    const { 'proxy-authorization': _credentials, ...headers } = request.headers
    const onward = forward(
      { host: '127.0.0.1', port: forwardsTo, method: request.method, path: pathname + search, headers },
      (incoming) => incoming.pipe(response.writeHead(incoming.statusCode!, incoming.headers)),
    )
    request.pipe(onward)
  })
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const status = statusFor(request)
    socket.on('error', () => {})
    if (hangs) return
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    const onward = connect(forwardsTo, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
  })
  server.on('connection', (socket: Socket) => void sockets.add(socket))
  const port = await listen(server)
  return {
    host: `127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
