import * as fc from 'fast-check'

import type { Node, Schema } from '../openapi/document.ts'
import { listCandidates } from './candidate-values.ts'
import type { CandidateValue } from './candidate-values.ts'
import { isUnusual, objectArbitrary, tokenArbitrary } from './random-values.ts'
import { toJsonBody } from './request-draft.ts'
import type { BaseRequest, RequestDraft } from './request-draft.ts'

/** The body, and each field of it, replaced by each candidate. */
export function listBodyDrafts({ body, credential }: BaseRequest): RequestDraft[] {
  if (!body) return []
  return listVariants(body.schema, body.value).map(({ field, name, value, isOptional }): RequestDraft => {
    const place = ['body', ...(field === undefined ? [] : [field])].join('/')
    return {
      name: `${place}/${name}`,
      body: toJsonBody(replaceField(body.value, field, value)),
      ...(field !== undefined && field === credential
        ? { expectation: 'unauthorized', subject: `an unknown credential (${name})` }
        : { subject: `${place}: ${name}` }),
      isOptional,
    }
  })
}

/** Random bodies: valid ones, ones with an unknown credential, ones with a random value in one place. */
export function listRandomBodyDrafts(
  { body, credential }: BaseRequest,
  seed: number,
  runs: number,
): RequestDraft[] {
  if (!body) return []
  const sample = { seed, numRuns: Math.ceil(runs / 2) }
  const known = credential === undefined ? {} : { [credential]: body.value[credential] }
  const fields = fc.constantFrom(...listVariants(body.schema, body.value).map(({ field }) => field))
  const valid = fc.sample(objectArbitrary(body.schema, body.value), sample)
  const broken = fc.sample(fc.tuple(fields, fc.jsonValue({ maxDepth: 2 })), sample)
  const toDraft = (kind: string, value: unknown, index: number): RequestDraft => ({
    name: `random-${kind}/${seed}-${index}`,
    subject: 'a random body',
    body: toJsonBody(value),
    isOptional: isUnusual(value),
    ...(kind === 'value' && { expectation: 'documented' }),
    ...(kind === 'credential' && { expectation: 'unauthorized', subject: 'an unknown credential (random)' }),
  })
  return [
    ...valid.map((value, index) => toDraft('body', { ...value, ...known }, index)),
    ...(credential === undefined ? [] : valid).map((value, index) => toDraft('credential', value, index)),
    ...broken.map(([field, value], index) => toDraft('value', replaceField(body.value, field, value), index)),
  ]
}

/** Unknown credentials, most of them similar to a known one. */
export function listCredentialDrafts(
  { body, credential, isAuthorized }: BaseRequest,
  seed: number,
): RequestDraft[] {
  if (!body || credential === undefined) return []
  const known = String(body.value[credential])
  const [random = ''] = fc.sample(tokenArbitrary(), { seed, numRuns: 1 })
  const values = { unknown: random, ...(isAuthorized && listSimilar(known)) }
  const unknown = Object.entries(values).filter(([, value]) => value !== known && value !== '')
  return unknown.map(([name, value]): RequestDraft => ({
    name: `credential/${credential}/${name}`,
    subject: name === 'unknown' ? 'an unknown credential' : `a credential similar to a known one (${name})`,
    body: toJsonBody({ ...body.value, [credential]: value }),
    expectation: 'unauthorized',
  }))
}

function listSimilar(known: string): Record<string, string> {
  return {
    'other-case': known === known.toUpperCase() ? known.toLowerCase() : known.toUpperCase(),
    'with-less': known.slice(0, -1),
    'space-before': ` ${known}`,
    'space-after': `${known} `,
    'line-break-after': `${known}\n`,
    'null-character-after': `${known}\u0000`,
    'in-quotes': `"${known}"`,
    'with-more': `${known}x`,
  }
}

/** A candidate for the body as a whole, or for one of its fields. */
type Variant = CandidateValue & { readonly field?: string }

function listVariants(schema: Schema, base: Node): Variant[] {
  const ofFields = Object.entries(base).flatMap(([field, value]) =>
    listCandidates(schema.properties?.[field] ?? {}, value).map((candidate) => ({ ...candidate, field })),
  )
  return [...listCandidates(schema, base), ...ofFields]
}

function replaceField(base: Node, field: string | undefined, value: unknown): unknown {
  return field === undefined ? value : { ...base, [field]: value }
}
