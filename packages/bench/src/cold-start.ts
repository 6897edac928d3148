import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { formatMs } from './formats.ts'
import { toSpread } from './row.ts'
import type { Row } from './row.ts'
import { startTokenServer } from './token-server.ts'

const ROUNDS = 31

/** Each prints the milliseconds from the start of its process to its first token. */
const PROGRAMS = {
  client: `
const { AuthClient } = await import(process.argv[1])
await new AuthClient({ url: process.argv[2], apiToken: 'api-token', env: {} }).getAccessToken()
console.log(performance.now())`,
  fetch: `
const response = await fetch(process.argv[2] + '/auth/v1/access-tokens/', {
  method: 'POST',
  headers: { 'content-type': 'application/json', connection: 'close' },
  body: JSON.stringify({ refresh_token: 'api-token' }),
})
await response.json()
console.log(performance.now())`,
}

/** How much longer a new process takes to its first token with the client than with one plain fetch. */
export async function measureColdStart(): Promise<Row> {
  await using server = await startTokenServer()
  const overMs: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const fetchMs = await run(PROGRAMS.fetch, server.url)
    overMs.push((await run(PROGRAMS.client, server.url)) - fetchMs)
  }
  return {
    what: 'new process to its first token, over one plain fetch',
    goal: { atMost: 8 },
    measured: toSpread(overMs),
    format: formatMs,
    details: `${ROUNDS} processes of each`,
  }
}

async function run(program: string, url: string): Promise<number> {
  const args = ['--input-type=module', '--eval', program, import.meta.resolve('@qci-client/auth'), url]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return Number(stdout)
}
