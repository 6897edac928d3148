import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'

import { HttpServer, type Received } from '@qci-client/test-support/http-server'

/** A request to the optimization API, reduced to what the client decides: no host, user agent or framing. */
export interface RecordedRequest {
  method: string
  path: string
  headers: Record<string, string>
  /** The JSON body. A list of more than 20 elements is its length and the SHA-256 of its JSON. */
  body: unknown
}

/**
 * What happens to a request: a response with this status instead of the API's, or a broken connection, before or
 * after the API has processed it.
 */
export type Fault = { status: number; body?: object } | 'dropBefore' | 'dropAfter'

/** A server on loopback in front of the mock. It records what arrives, as it came over the wire. */
export interface Recorder extends AsyncDisposable {
  url: string
  /** All requests to the optimization API, in their order. */
  requests: RecordedRequest[]
  /** `POST /optimization/v1/jobs` and the like: the requests that the API accepted. */
  accepted: string[]
  /** How many connections were dropped that had served a request before. */
  droppedPooledConnections: number
  /** Whether the connection of the latest request had served one before. */
  isPooled: boolean
}

/**
 * Starts the server.
 *
 * @param findFault - Called with each request to the optimization API and its number, from 0.
 */
export async function startRecorder(
  target: string,
  findFault: (request: RecordedRequest, number: number) => Fault | undefined = () => undefined,
): Promise<Recorder> {
  const usedSockets = new WeakSet<object>()

  async function serve(received: Received, response: ServerResponse): Promise<void> {
    const isRecorded = received.path.includes('/optimization/')
    const fault = isRecorded ? findFault(record(received), recorder.requests.length - 1) : undefined
    const socket = response.socket!
    recorder.isPooled = usedSockets.has(socket)
    const drop = (): void => {
      if (recorder.isPooled) recorder.droppedPooledConnections += 1
      socket.destroy()
    }
    if (fault === 'dropBefore') return drop()
    if (typeof fault === 'object') {
      const { status, body = { message: 'fault' } } = fault
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    } else {
      const forwarded = await forward(target, received)
      if (isRecorded && forwarded.ok) recorder.accepted.push(`${received.method} ${received.path}`)
      if (fault === 'dropAfter') return drop()
      const date = forwarded.headers.get('Date') ?? new Date().toUTCString()
      response.writeHead(forwarded.status, { 'Content-Type': 'application/json', Date: date })
      response.end(await forwarded.text())
    }
    usedSockets.add(socket)
  }

  function record(received: Received): RecordedRequest {
    const request = toRecord(received)
    recorder.requests.push(request)
    return request
  }

  const server = await HttpServer.start((received, response) => void serve(received, response))
  const recorder: Recorder = {
    url: server.url,
    requests: [],
    accepted: [],
    droppedPooledConnections: 0,
    isPooled: false,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return recorder
}

function forward(target: string, { method, path, headers, body }: Received): Promise<Response> {
  const forwarded = ['authorization', 'content-type'].flatMap((name): [string, string][] =>
    headers[name] === undefined ? [] : [[name, headers[name]]],
  )
  return fetch(`${target}${path}`, { method, headers: forwarded, body: body === '' ? null : body })
}

/** Headers that depend on the HTTP library and the connection. */
const LIBRARY_HEADERS =
  /^(?:host|user-agent|accept|accept-encoding|accept-language|connection|content-length|sec-fetch-mode)$/

function toRecord({ method, path, headers, body }: Received): RecordedRequest {
  const ownHeaders = Object.entries(headers)
    .filter(([name]) => !LIBRARY_HEADERS.test(name))
    .map(([name, value]): [string, string] => [name, value.replace(/^Bearer .+/, 'Bearer ACCESS_TOKEN')])
  return {
    method,
    path,
    headers: Object.fromEntries(ownHeaders),
    body: body === '' ? null : JSON.parse(body, shorten),
  }
}

function shorten(_key: string, value: unknown): unknown {
  if (!Array.isArray(value) || value.length <= 20) return value
  const sha256 = createHash('sha256').update(JSON.stringify(value)).digest('hex')
  return { length: value.length, sha256 }
}
