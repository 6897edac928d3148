import * as fc from 'fast-check'

import { isNode } from '../openapi/document.ts'
import type { Node } from '../openapi/document.ts'
import { listCandidates } from './candidate-values.ts'
import type { CandidateValue } from './candidate-values.ts'
import { isUnusual, objectArbitrary, tokenArbitrary } from './random-values.ts'
import { toJsonBody } from './request-draft.ts'
import type { BaseRequest, RequestDraft } from './request-draft.ts'

/** The body, and each field of it at any depth, replaced by each candidate. */
export function listBodyDrafts({ json, credentials }: BaseRequest): RequestDraft[] {
  if (!json) return []
  return listVariants(json.schema, json.value).map(({ path, name, value, isOptional }): RequestDraft => ({
    name: ['body', ...path, name].join('/'),
    body: toJsonBody(json.media, replaceAt(json.value, path, value)),
    ...(credentials.includes(path[0] ?? '')
      ? { expectation: 'unauthorized', subject: `an unknown credential (${name})` }
      : { subject: `${['body', ...path].join('/')}: ${name}` }),
    isOptional,
    isLive: path.length === 0 && name.startsWith('without-'),
  }))
}

/** Random bodies: valid ones, ones with an unknown credential, ones with a random value in one place. */
export function listRandomBodyDrafts(base: BaseRequest, seed: number, runs: number): RequestDraft[] {
  const { json, credentials } = base
  if (!json) return []
  const { schema, value: baseValue, media } = json
  const sample = { seed, numRuns: Math.ceil(runs / 2) }
  const known = Object.fromEntries(credentials.map((name) => [name, baseValue[name]]))
  const paths = fc.constantFrom(...listVariants(schema, baseValue).map(({ path }) => path))
  const valid = fc.sample(objectArbitrary(schema, baseValue), sample)
  const broken = fc.sample(fc.tuple(paths, fc.jsonValue({ maxDepth: 2 })), sample)
  const toDraft = (kind: string, value: unknown, index: number): RequestDraft => ({
    name: `random-${kind}/${seed}-${index}`,
    subject: 'a random body',
    body: toJsonBody(media, value),
    isOptional: isUnusual(value),
    ...(kind === 'value' && { expectation: 'documented' }),
    ...(kind === 'credential' && { expectation: 'unauthorized', subject: 'an unknown credential (random)' }),
  })
  return [
    ...valid.map((value, index) => toDraft('body', { ...value, ...known }, index)),
    ...(credentials.length === 0 ? [] : valid).map((value, index) => toDraft('credential', value, index)),
    ...broken.map(([path, value], index) => toDraft('value', replaceAt(baseValue, path, value), index)),
  ]
}

/** Unknown credentials, most of them similar to a known one. */
export function listCredentialDrafts(
  { json, credentials, hasTokens }: BaseRequest,
  seed: number,
): RequestDraft[] {
  if (!json) return []
  const [random = ''] = fc.sample(tokenArbitrary(), { seed, numRuns: 1 })
  return credentials.flatMap((field) => {
    const known = String(json.value[field])
    const values = { unknown: random, ...(hasTokens && listSimilar(known)) }
    const unknown = Object.entries(values).filter(([, value]) => value !== known && value !== '')
    return unknown.map(([name, value]): RequestDraft => ({
      name: `credential/${field}/${name}`,
      subject: name === 'unknown' ? 'an unknown credential' : `a credential similar to a known one (${name})`,
      body: toJsonBody(json.media, { ...json.value, [field]: value }),
      expectation: 'unauthorized',
      isLive: name === 'unknown',
    }))
  })
}

function listSimilar(known: string): Record<string, string> {
  const otherCase = known === known.toUpperCase() ? known.toLowerCase() : known.toUpperCase()
  const padded = { 'space-before': ` ${known}`, 'space-after': `${known} `, 'line-break-after': `${known}\n` }
  const extended = {
    'null-character-after': `${known}\u0000`,
    'in-quotes': `"${known}"`,
    'with-more': `${known}x`,
  }
  return { 'other-case': otherCase, 'with-less': known.slice(0, -1), ...padded, ...extended }
}

type Variant = CandidateValue & { readonly path: readonly string[] }

function listVariants(schema: unknown, base: unknown, path: readonly string[] = []): Variant[] {
  if (!isNode(schema)) return []
  const { properties } = schema
  const fields = isNode(base) && isNode(properties) ? Object.entries(base) : []
  return [
    ...listCandidates(schema, base).map((candidate) => ({ ...candidate, path })),
    ...fields.flatMap(([name, value]) => listVariants((properties as Node)[name], value, [...path, name])),
  ]
}

function replaceAt(base: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  return { ...(base as Node), [key]: replaceAt((base as Node)[key], rest, value) }
}
