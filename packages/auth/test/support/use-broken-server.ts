/**
 * A program that gets every broken response, a thousand in all, prints the outcomes and ends by itself.
 *
 * Its arguments: the address of the broken server, and one that refuses connections.
 */
import { AuthClient } from '@qci-client/auth'

import { brokenResponses } from './broken-responses.ts'
import type { BrokenResponse } from './broken-responses.ts'

const ROUNDS = 1_000
const AT_A_TIME = 25
const [serverUrl = '', refusedUrl = ''] = process.argv.slice(2)

/** The resources that keep the process running, except its standard streams: sockets, timers. */
const listResources = () => process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap')

const connect = (url: string, timeoutMs: number) =>
  new AuthClient({ url, apiToken: 'api"token/with+every=form', env: {}, maxRetries: 0, timeoutMs })

const refused = { name: 'refused', code: 'ERR_QCI_AUTH_CONNECTION' }
const wrong: string[] = []

async function meet(round: number): Promise<void> {
  const index = round % (brokenResponses.length + 1)
  const broken: Pick<BrokenResponse, 'name' | 'code' | 'isEndless'> = brokenResponses[index] ?? refused
  const isRefused = index === brokenResponses.length
  const url = isRefused ? refusedUrl : `${serverUrl}/${index}/${round}`
  const client = connect(url, broken.isEndless ? 60 : 20_000)
  const error: unknown = await client.getAccessToken().catch((caught: unknown) => caught)
  if (round <= brokenResponses.length) console.error(error, client)
  if ((error as { code?: string }).code !== broken.code) wrong.push(`${broken.name}: ${String(error)}`)
  if (isRefused) return
  // On a busy machine 60 ms may pass before the server has received the request: it would be endless again.
  const next = broken.isEndless ? connect(`${serverUrl}/well`, 20_000) : client
  if ((await next.getAccessToken()) !== 'access-token-1') wrong.push(`after ${broken.name}`)
}

for (let first = 0; first < ROUNDS; first += AT_A_TIME) {
  await Promise.all(Array.from({ length: AT_A_TIME }, (_, offset) => meet(first + offset)))
}
// Connections close within some turns of the event loop.
for (let turn = 0; turn < 10_000 && listResources().length > 0; turn += 1) {
  await new Promise((resolve) => setImmediate(resolve))
}
process.stdout.write(JSON.stringify({ rounds: ROUNDS, wrong, left: listResources() }))
