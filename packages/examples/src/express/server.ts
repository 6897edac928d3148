import { AuthClient } from '@qci-client/auth'

import { createApp } from './app.ts'

// Reads QCI_API_URL and QCI_TOKEN. A missing one ends the program here, not in the first request.
const client = new AuthClient({ timeoutMs: 10_000 })
const server = createApp(client).listen(Number(process.env['PORT'] ?? 3000))

process.once('SIGTERM', () => {
  server.close()
  client.close()
})
