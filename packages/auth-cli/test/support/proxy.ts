import { once } from 'node:events'
import { createServer, request as forward } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A proxy on loopback, which knows no names: every host is the one port that it leads to. */
export interface TestProxy extends AsyncDisposable {
  /** `127.0.0.1:49152`. */
  readonly host: string
  /** What it was asked for: `CONNECT api.example:443`, `POST http://api.example/…`. */
  readonly asked: string[]
}

/** What a proxy insists on, and where it leads. */
export interface TestProxyOptions {
  /** The port on loopback that stands for every host. */
  leadsTo: number
  /** `user:password`; others are answered with 407. */
  credentials?: string
  /** Answers every request with this status. */
  refusesWith?: number
  /** Lets requests wait for ever. */
  hangs?: boolean
}

/** Starts a proxy that opens tunnels and forwards plain requests, as RFC 9110 section 9.3.6 and 7.6 have it. */
export async function startProxy(options: TestProxyOptions): Promise<TestProxy> {
  const { leadsTo, hangs = false } = options
  const asked: string[] = []
  const sockets = new Set<Socket>()

  const statusFor = ({ method, url, headers }: IncomingMessage): number => {
    asked.push(`${method} ${url}`)
    const wanted = options.credentials && `Basic ${Buffer.from(options.credentials).toString('base64')}`
    if (wanted && headers['proxy-authorization'] !== wanted) return 407
    return options.refusesWith ?? 200
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
      { host: '127.0.0.1', port: leadsTo, method: request.method, path: pathname + search, headers },
      (answer) => answer.pipe(response.writeHead(answer.statusCode!, answer.headers)),
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
    const onward = connect(leadsTo, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
  })
  server.on('connection', (socket: Socket) => void sockets.add(socket))
  const port = await listen(server)
  return {
    host: `127.0.0.1:${port}`,
    asked,
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
