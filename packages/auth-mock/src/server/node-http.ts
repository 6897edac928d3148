import type * as http from 'node:http'

/**
 * node:http without `import`, which would read every export. One of them, WebSocket, loads fetch, which takes 40 ms.
 */
export const nodeHttp: Pick<typeof http, 'createServer' | 'METHODS' | 'STATUS_CODES'> =
  process.getBuiltinModule('node:http')
