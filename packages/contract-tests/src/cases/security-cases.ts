import * as fc from 'fast-check'

import type { Contract } from '../openapi/contract.ts'
import { token } from '../generate/strings.ts'
import { toHeader } from './credentials.ts'
import { withoutHeader } from './draft.ts'
import type { Base, Draft } from './draft.ts'
import type { Plan } from './plan.ts'

/** A secured operation asked without a credential, and with one that nobody has. */
export function planSecurity({ securitySchemes }: Contract, base: Base, seed: number): Plan[] {
  const { operation, draft } = base
  const names = [...new Set(operation.security.flat())]
  const [made] = fc.sample(token(), { seed, numRuns: 1 })
  const bare = names.reduce<Draft>((rest, name) => {
    const header = toHeader(securitySchemes[name], '')
    return header ? withoutHeader(rest, header[0]) : rest
  }, draft)
  if (names.length === 0) return []
  const plan = (name: string, changed: Draft, subject: string): Plan => ({
    name: `security/${name}`,
    base,
    draft: changed,
    intent: 'valid',
    expectation: 'refused',
    subject,
  })
  return [
    plan('absent', bare, 'no credential'),
    ...names.flatMap((name) => {
      const header = toHeader(securitySchemes[name], made!)
      const changed = header && { ...bare, headers: { ...bare.headers, [header[0]]: header[1] } }
      return changed ? [plan(`${name}/unknown`, changed, 'a credential that is unknown')] : []
    }),
  ]
}
