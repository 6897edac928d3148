import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createConnection, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server of its own, without persistence, on a free port of this machine. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string
  readonly process: ChildProcess
}

/** The program of Redis or Valkey; undefined where neither is installed. */
export function findRedis(): string | undefined {
  return ['valkey-server', 'redis-server'].find((program) => {
    try {
      execFileSync(program, ['--version'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
}

/** Starts a server and waits until it accepts connections. */
export async function startRedis(program: string): Promise<RedisServer> {
  const port = await findFreePort()
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn(program, args, { stdio: 'ignore' })
  while (!(await canConnect(port))) await sleep(20)
  return {
    url: `redis://127.0.0.1:${port}`,
    process: server,
    async [Symbol.asyncDispose]() {
      if (server.exitCode !== null || server.signalCode !== null) return // a test has killed it
      server.kill('SIGKILL')
      await once(server, 'exit')
    },
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function canConnect(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
