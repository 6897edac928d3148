import type { RequestFlags } from './request.ts'

/** The flags of `qci-auth api`. */
export interface ApiFlags extends RequestFlags {
  include?: boolean
  output?: string
  silent?: boolean
  retry?: number
  verbose?: boolean
}
