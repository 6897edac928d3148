import openapi from '@qci-client/auth-api/openapi.json' with { type: 'json' }

import type { Node } from './openapi/document.ts'

/** The contract of QCi's auth API, bundled into one document. */
export const qciContract: Node = openapi
