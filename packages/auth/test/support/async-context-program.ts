/** Prints whether the client keeps the AsyncLocalStorage store of the request that obtained its token. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout } from 'node:timers/promises'

import { AuthClient } from '@qci-client/auth'

const token = { access_token: 'token', expires_at_rfc3339: '2099-12-31T23:59:59Z' }
const createClient = () =>
  new AuthClient({
    url: 'https://api.example',
    apiToken: 'api-token',
    env: {},
    fetch: () => Promise.resolve(Response.json(token)),
  })
await createClient().getAccessToken() // what the runtime loads at its first use keeps its context
const client = createClient()
const storage = new AsyncLocalStorage<object>()
let store: object | undefined = { request: new Uint8Array(1 << 20) }
const watched = new WeakRef(store)
await storage.run(store, () => client.getAccessToken())
store = undefined
for (let round = 0; round < 20; round += 1) {
  globalThis.gc!()
  await setTimeout(1) // oxlint-disable-line no-await-in-loop
}
console.log(watched.deref() ? 'kept' : 'collected', await client.getAccessToken())
