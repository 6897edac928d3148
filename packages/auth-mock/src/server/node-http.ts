import type * as http from 'node:http'

/**
 * node:http, not by a plain `import`: that reads each of its names, a late one of WebSocket among them, and so
 * loads fetch, for 40 ms.
 */
export const nodeHttp: Pick<typeof http, 'createServer' | 'METHODS' | 'STATUS_CODES'> =
  process.getBuiltinModule('node:http')
