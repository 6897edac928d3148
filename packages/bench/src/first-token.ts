import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { AuthClient } from '@qci-client/auth'

import { compare } from './compare.ts'
import { formatRatio } from './formats.ts'
import type { Row } from './row.ts'
import { tokenAnswer } from './token-answer.ts'

const CALLERS = 10_000
const ROUNDS = 45

/** What it takes to serve very many callers who all come before there is a token. */
export async function measureFirstToken(): Promise<Row> {
  let requests = 0
  const server = createServer((request, response) => {
    requests += 1
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(tokenAnswer()))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const timeAll = async (obtain: () => Promise<unknown>) => {
    const startMs = performance.now()
    await Promise.all(Array.from({ length: CALLERS }, obtain))
    return performance.now() - startMs
  }
  const ours = async () => {
    using client = new AuthClient({ url, apiToken: 'api-token', env: {} })
    return await timeAll(() => client.getAccessToken()) // before the client is closed
  }
  const floor = () => {
    let shared: Promise<string> | undefined
    return timeAll(() => (shared ??= fetchToken(url)))
  }
  const { ratio, details } = await compare(ROUNDS, ours, floor)
  server.close()
  return {
    what: '10 000 callers and no token, over one shared fetch',
    goal: { atMost: 1.15 },
    measured: ratio,
    format: formatRatio,
    details: `${requests / (2 * ROUNDS)} request each; ${details}`,
  }
}

/** The same exchange by hand, with nothing around it. */
async function fetchToken(url: string): Promise<string> {
  const response = await fetch(`${url}/auth/v1/access-tokens/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ refresh_token: 'api-token' }),
  })
  const { access_token: accessToken } = (await response.json()) as { access_token: string }
  return accessToken
}
