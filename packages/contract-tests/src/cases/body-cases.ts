import * as fc from 'fast-check'

import type { Contract } from '../openapi/contract.ts'
import { toArbitrary } from '../generate/arbitrary.ts'
import { isOddValue } from '../generate/odd.ts'
import { token } from '../generate/strings.ts'
import { listVariants, replaceAt } from '../generate/variants.ts'
import { withJson } from './draft.ts'
import type { Base } from './draft.ts'
import type { Plan } from './plan.ts'

/** Bodies on both sides of each line that the schema draws. */
export function planBodies({ document }: Contract, base: Base): Plan[] {
  const { json, draft } = base
  if (!json?.media.schema) return []
  const { media, value: baseValue } = json
  return listVariants(document, media.schema!.node, baseValue).map(({ name, place, value, isOdd }) => ({
    name: `body/${name}`,
    base,
    draft: withJson(draft, media, value),
    intent: 'either',
    ...(isInCredential(base, place)
      ? { expectation: 'refused', subject: `a credential that is unknown (${name.split('/').at(-1)!})` }
      : { subject: `body${toPointer(place)}: ${name.split('/').at(-1)!}` }),
    isLenient: isOdd,
    isLive: place.length === 0 && name.startsWith('without-'),
  }))
}

/** Bodies made up by chance: allowed ones, and such where something else stands in one place. */
export function planFuzzedBodies({ document }: Contract, base: Base, seed: number, runs: number): Plan[] {
  const { json, draft, credentials } = base
  if (!json?.media.schema || runs === 0) return []
  const { media, value: baseValue } = json
  const allowed = fc.sample(toArbitrary({ document, isPlain: false }, media.schema!.node), {
    seed,
    numRuns: Math.ceil(runs / 2),
  })
  const places = listVariants(document, media.schema!.node, baseValue).map(({ place }) => place)
  const broken = fc.sample(
    fc
      .tuple(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 2 }))
      .map(([place, value]) => replaceAt(baseValue, place, value)),
    { seed, numRuns: Math.floor(runs / 2) },
  )
  const toPlan = (kind: string, value: unknown, index: number, more?: Partial<Plan>): Plan => ({
    name: `fuzz-${kind}/${seed}-${index}`,
    base,
    draft: withJson(draft, media, value),
    intent: 'either',
    subject: 'a body made up by chance',
    isLenient: isOddValue(value),
    ...more,
  })
  const known = (value: unknown): unknown =>
    credentials.reduce((body, place) => replaceAt(body, place, readAt(baseValue, place)), value)
  return [
    ...allowed.map((value, index) => toPlan('body', isObject(value) ? known(value) : value, index)),
    // what the schema allows beside a credential that nobody has
    ...(credentials.length > 0
      ? allowed.map((value, index) =>
          toPlan('credential', value, index, {
            expectation: 'refused',
            subject: 'a credential that is unknown (made up by chance)',
          }),
        )
      : []),
    ...broken.map((value, index) =>
      toPlan('value', value, index, { ...(credentials.length > 0 && { expectation: 'anything' }) }),
    ),
  ]
}

/** Credentials that nobody has, some of them close to one that somebody has. */
export function planCredentials(base: Base, seed: number): Plan[] {
  const { json, draft, credentials } = base
  if (!json) return []
  const [made] = fc.sample(token(), { seed, numRuns: 1 })
  return credentials.flatMap((place) => {
    const known = readAt(json.value, place)
    const near = base.isKnown && typeof known === 'string' ? listNearMisses(known) : []
    return [['unknown', made!] as const, ...near].map(([name, value]) => ({
      name: `credential/${place.join('/')}/${name}`,
      base,
      draft: withJson(draft, json.media, replaceAt(json.value, place, value)),
      intent: 'valid' as const,
      expectation: 'refused' as const,
      subject: `a credential that is ${name === 'unknown' ? 'unknown' : `nearly one that is known (${name})`}`,
      isLive: name === 'unknown',
    }))
  })
}

function listNearMisses(known: string): (readonly [string, string])[] {
  const flipped = known === known.toUpperCase() ? known.toLowerCase() : known.toUpperCase()
  const misses = [
    ['with-more', `${known}x`],
    ['with-less', known.slice(0, -1)],
    ['other-case', flipped],
    ['space-before', ` ${known}`],
    ['space-after', `${known} `],
    ['line-break-after', `${known}\n`],
    ['null-character-after', `${known}\u0000`],
    ['in-quotes', `"${known}"`],
  ] as const
  return misses.filter(([, value]) => value !== known && value !== '')
}

function isInCredential({ credentials }: Base, place: readonly string[]): boolean {
  return credentials.some((credential) => credential.every((key, index) => key === place[index]))
}

function readAt(value: unknown, place: readonly string[]): unknown {
  return place.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

const toPointer = (place: readonly string[]): string => place.map((key) => `/${key}`).join('')
