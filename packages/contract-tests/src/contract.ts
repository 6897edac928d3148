import openapi from '@qci-client/auth-api/openapi.json' with { type: 'json' }

import type { Node } from './openapi/node.ts'

/** The contract of QCi's auth API, as one document. */
export const qciContract: Node = openapi
