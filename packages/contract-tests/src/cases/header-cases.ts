import * as fc from 'fast-check'

import type { DocumentedHeader } from '../openapi/contract.ts'
import { listCandidates } from './candidate-values.ts'
import { stringArbitrary } from './random-values.ts'
import type { BaseRequest, RequestDraft } from './request-draft.ts'

/** Values of this header other than the documented examples break the connection. */
const CONNECTION = 'Connection'

/** Each documented header: absent, with its examples, with each candidate; and all headers at once. */
export function listHeaderDrafts({ operation }: BaseRequest): RequestDraft[] {
  const headers = Object.fromEntries(operation.headers.map(({ name, examples }) => [name, examples[0]]))
  const all = { name: 'headers/all', subject: 'all headers', headers }
  return [all, ...operation.headers.flatMap(listDraftsOf)]
}

function listDraftsOf({ name: header, schema, examples }: DocumentedHeader): RequestDraft[] {
  const draft = (name: string, value: string | undefined, isOptional = false): RequestDraft => ({
    name: `header/${header.toLowerCase()}/${name}`,
    subject: `header ${header}: ${name}`,
    headers: { [header]: value },
    isOptional,
  })
  const candidates = header === CONNECTION ? [] : listCandidates(schema, examples[0])
  const texts = candidates.filter(({ value }) => value === null || typeof value !== 'object')
  return [
    draft('absent', undefined),
    ...examples.map((example, index) => draft(`example-${index}`, example)),
    // many servers treat an empty header as absent
    ...texts.map(({ name, value, isOptional }) => draft(name, String(value), isOptional || value === '')),
  ]
}

/** Random values of each documented header: ones that its schema allows, and any others. */
export function listRandomHeaderDrafts(
  { operation }: BaseRequest,
  seed: number,
  runs: number,
): RequestDraft[] {
  const sample = { seed, numRuns: Math.ceil(runs / 4) }
  const any = fc.string({ unit: 'grapheme-ascii', minLength: 1 })
  return operation.headers
    .filter(({ name }) => name !== CONNECTION)
    .flatMap(({ name, schema }) => {
      const texts = [...fc.sample(stringArbitrary(schema), sample), ...fc.sample(any, sample)]
      return texts.map((text, index): RequestDraft => ({
        name: `random-header/${name.toLowerCase()}/${seed}-${index}`,
        subject: `header ${name}: a random value`,
        headers: { [name]: text },
        isOptional: text === '',
      }))
    })
}
