import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A request as it was received. */
export interface Received {
  method: string
  path: string
  /** Names in lower case; of repeated headers the last value. */
  headers: Record<string, string>
  body: string
}

/** A server on loopback whose responses the test writes. */
export class HttpServer implements AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly received: Received[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    this.url = `http://127.0.0.1:${this.port}`
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
  }

  static async start(
    respond: (request: Received, response: ServerResponse) => void,
    { port = 0 }: { port?: number } = {},
  ): Promise<HttpServer> {
    const receive = async (request: IncomingMessage, response: ServerResponse) => {
      const { method = '', url = '' } = request
      const received = { method, path: url, headers: toHeaders(request), body: await readAll(request) }
      self.received.push(received)
      respond(received, response)
    }
    const listener: RequestListener = (request, response) => void receive(request, response)
    const server = createServer({ keepAliveTimeout: 0 }, listener)
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    const self = new HttpServer(server)
    return self
  }

  /** How many connections are open. */
  get connectionCount(): number {
    return this.#sockets.size
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch {
    // The client disconnected: the body is incomplete.
  }
  return Buffer.concat(chunks).toString()
}

function toHeaders({ rawHeaders }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? '']] : [],
    ),
  )
}
