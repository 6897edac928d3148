import type { AuthMockControls } from '../../engine/auth-mock-controls.ts'
import type { Mask } from '../../journal/mask.ts'
import type { Fields } from './take-fields.ts'

/** A request to an endpoint of the admin API. */
export interface AdminRequest {
  mock: AuthMockControls
  /** Removes secrets from the response. */
  mask: Mask
  /** The base URL of the server. */
  url: string
  /** The token that the path names. */
  ref: string
  query: URLSearchParams
  /** A list only where the endpoint takes one. */
  body: Readonly<Record<string, unknown>>
}

/** A response of the admin API; 200 by default. */
export interface AdminResponse {
  status?: number
  body?: unknown
}

/** An endpoint of the admin API. */
export interface Endpoint {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Relative to `/__mock__/`. */
  path: string
  /** What it does, in one sentence. */
  summary: string
  /** The query parameters and what they mean. */
  query?: Readonly<Record<string, string>>
  /** The fields of the JSON body, all optional. */
  fields?: Fields
  /** Whether the body may also be a list of such objects. */
  takesList?: boolean
  /** The status of success. Default: 200. */
  status?: number
  run(request: AdminRequest): AdminResponse | Promise<AdminResponse>
}
