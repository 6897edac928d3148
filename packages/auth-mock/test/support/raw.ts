import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Connects to a server, sends bytes unchanged, and returns the socket. */
export async function send(url: string, ...chunks: (string | Uint8Array)[]): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname.replaceAll(/[[\]]/g, ''))
  await once(socket, 'connect')
  for (const chunk of chunks) socket.write(chunk)
  return socket
}

/** All bytes until the server ends the connection; with `reset` at the end when it drops the connection. */
export async function receive(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('latin1')
  try {
    for await (const chunk of socket) text += String(chunk)
    return text
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ECONNRESET' ? `${text}reset` : String(error)
  } finally {
    socket.destroy()
  }
}

/** The bytes of a request that closes its connection. */
export function request(line: string, headers: Record<string, string> = {}, body = ''): string {
  const fields = { Host: 'localhost', Connection: 'close', ...headers }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** The status line and the body of a response. */
export function split(response: string): { status: string; body: string } {
  const [head = '', ...rest] = response.split('\r\n\r\n')
  return { status: head.split('\r\n')[0]!.replace('HTTP/1.1 ', ''), body: rest.join('\r\n\r\n') }
}
