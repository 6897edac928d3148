import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { compare } from './compare.ts'
import { formatMs, formatRatio } from './formats.ts'
import { type Row, toConstant, toSpread } from './row.ts'

const REQUESTS = 10_000
const CONNECTIONS = 10
const ROUNDS = 12
const LONG_RUN = 300_000
const STARTS = 15

const command = fileURLToPath(new URL('bin.js', import.meta.resolve('@qci-client/auth-mock/server')))
const mock = [command, '--log', 'silent']
const body = JSON.stringify({ access_token: 'a'.repeat(156) })
/** A server that reads a body and responds with one of the same size, and does nothing else. */
const bare = [
  '--eval',
  `process.getBuiltinModule('node:http').createServer((request, response) => {
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': ${body.length} }).end('${body}')
    })
  }).listen(0, '127.0.0.1', function () { console.log('http://127.0.0.1:' + this.address().port) })`,
]

/** The start of the mock's command and its requests per second, over a bare server of node:http, and a long run. */
export async function measureMockServer(): Promise<Row[]> {
  return [await measureStart(), await measureRequests(), await measureLongRun()]
}

async function measureStart(): Promise<Row> {
  const over: number[] = []
  const mine: number[] = []
  for (let round = 0; round < STARTS; round += 1) {
    const floorMs = await timeEmptyStart()
    const oursMs = await timeFirstResponse()
    over.push(oursMs - floorMs)
    mine.push(oursMs)
  }
  const spread = toSpread(over)
  return {
    what: "mock: start to first response, over Node's own start",
    goal: { atMost: 40 },
    measured: spread,
    format: formatMs,
    details: `${formatMs(toSpread(mine).median)} in all`,
  }
}

async function measureRequests(): Promise<Row> {
  const [ours, floor] = [await startServer(mock), await startServer(bare)]
  const time = (url: string) => () => timePerRequest(url)
  const { ratio, details } = await compare(ROUNDS, time(ours.url), time(floor.url))
  const perSecond = 1000 / (await timePerRequest(ours.url))
  for (const { child } of [ours, floor]) child.kill()
  return {
    what: 'mock: token requests per second, over a bare server',
    goal: { atLeast: 0.3 }, // Prism, another mock server, reaches 0.05
    measured: { median: 1 / ratio.median, p10: 1 / ratio.p90, p90: 1 / ratio.p10 },
    format: formatRatio,
    details: `${Math.round(perSecond)} per second; time for one: ${details}`,
  }
}

/** The last of 300 000 token requests against the first: state that grows must not slow the mock down. */
async function measureLongRun(): Promise<Row> {
  const { child, url } = await startServer(mock)
  await timePerRequest(url) // compiles the code
  const firstMs = await timePerRequest(url)
  let lastMs = firstMs
  for (let sent = 2 * REQUESTS; sent < LONG_RUN; sent += REQUESTS) lastMs = await timePerRequest(url)
  child.kill()
  return {
    what: `mock: time of the last of ${LONG_RUN / 1000} 000 token requests over the first`,
    goal: { atMost: 1.2 },
    measured: toConstant(lastMs / firstMs),
    format: formatRatio,
    details: `${formatMs(firstMs)} and ${formatMs(lastMs)} for one, means of ${REQUESTS / 1000} 000`,
  }
}

async function timeEmptyStart(): Promise<number> {
  const startMs = performance.now()
  await once(spawn(process.execPath, ['--eval', '0']), 'exit')
  return performance.now() - startMs
}

async function timeFirstResponse(): Promise<number> {
  const startMs = performance.now()
  const { child, url } = await startServer(mock)
  await sendTimes(url, 1)
  const elapsedMs = performance.now() - startMs
  child.kill()
  return elapsedMs
}

/** Starts a program that prints its base URL on the first line. */
async function startServer(args: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, url }
}

/** The milliseconds per request when several connections send without a pause. */
async function timePerRequest(url: string): Promise<number> {
  const startMs = performance.now()
  await Promise.all(Array.from({ length: CONNECTIONS }, () => sendTimes(url, REQUESTS / CONNECTIONS)))
  return (performance.now() - startMs) / REQUESTS
}

/** Sends one request after another over one connection, without an HTTP client, which would cost more than the servers. */
async function sendTimes(url: string, times: number): Promise<void> {
  const { hostname, port, host } = new URL(url)
  const requestBody = '{"refresh_token":"mock-api-token"}'
  const head = `POST /auth/v1/access-tokens/ HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n`
  const request = `${head}Content-Length: ${requestBody.length}\r\n\r\n${requestBody}`
  const socket = connect(Number(port), hostname).setNoDelay()
  for (let left = times; left > 0; left -= 1) {
    socket.write(request)
    let end = ''
    while (!end.endsWith('}')) end = String((await once(socket, 'data'))[0])
  }
  socket.destroy()
}
