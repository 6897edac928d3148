import * as fc from 'fast-check'

import type { Contract, Parameter } from '../openapi/contract.ts'
import type { Schemas } from '../openapi/schemas.ts'
import { toArbitrary } from '../generate/arbitrary.ts'
import { listCandidates } from '../generate/candidates.ts'
import { flatten } from '../generate/flatten.ts'
import { findParameterValue, isVariable, toTexts, withoutParameter, withParameter } from './draft.ts'
import type { Base, Draft } from './draft.ts'
import type { Plan } from './plan.ts'

/** What of a parameter goes into an id: `header/x-request-timeout-nano`. */
const labelOf = ({ place, name }: Parameter): string => `${place}/${name.toLowerCase()}`

/** Each parameter of an operation left out, and with values on both sides of each line that its schema draws. */
export function planParameters({ document }: Contract, schemas: Schemas, base: Base): Plan[] {
  const { operation, draft } = base
  const every = operation.parameters.reduce<Draft | undefined>((all, parameter) => {
    const texts = toTexts(parameter, findParameterValue(document, schemas, parameter))
    return all && texts && parameter.place !== 'path' ? withParameter(all, parameter, texts) : all
  }, draft)
  return [
    { name: 'parameters/all', base, draft: every ?? draft, intent: 'valid', subject: 'all parameters' },
    {
      name: 'parameters/unknown',
      base,
      draft: { ...draft, query: [...draft.query, ['x-unknown', '\'"']] },
      intent: 'valid',
      expectation: 'anything',
      subject: 'a parameter that is not described',
      isLenient: true,
    },
    ...operation.parameters.flatMap((parameter) => planParameter(document, schemas, base, parameter)),
  ]
}

function planParameter(
  document: Contract['document'],
  schemas: Schemas,
  base: Base,
  parameter: Parameter,
): Plan[] {
  const { draft } = base
  const label = labelOf(parameter)
  const examples = parameter.examples.flatMap((example) => {
    const texts = toTexts(parameter, example)
    return texts ? [texts] : []
  })
  const plans: Plan[] = [
    ...(parameter.place === 'path'
      ? []
      : [
          {
            name: `${label}/absent`,
            base,
            draft: withoutParameter(draft, parameter),
            intent: 'either' as const,
            subject: `${label} left out`,
          },
        ]),
    ...examples.map((texts, index) => ({
      name: `${label}/example-${index}`,
      base,
      draft: withParameter(draft, parameter, texts),
      intent: 'either' as const,
      subject: `${label}: a documented example`,
    })),
  ]
  if (!isVariable(parameter)) return plans
  const schema = flatten(document, parameter.schema!.node)
  const found = findParameterValue(document, schemas, parameter)
  const seen = new Set<string>()
  return [
    ...plans,
    ...listCandidates(schema, found).flatMap(({ name, value, isOdd }): Plan[] => {
      const texts = toTexts(parameter, value)
      // an empty path segment leads elsewhere; many a server takes an empty text for none
      const text = texts?.join('&')
      if (!texts || text === undefined || seen.has(text) || (text === '' && parameter.place === 'path'))
        return []
      seen.add(text)
      return [
        {
          name: `${label}/${name}`,
          base,
          draft: withParameter(draft, parameter, texts),
          intent: 'either',
          subject: `${label}: ${name}`,
          isLenient: isOdd === true || text === '',
        },
      ]
    }),
    ...(parameter.place === 'query'
      ? [
          {
            name: `${label}/twice`,
            base,
            draft: {
              ...draft,
              query: [...draft.query, [parameter.name, 'a'], [parameter.name, 'b']] as [string, string][],
            },
            intent: 'either' as const,
            expectation: 'anything' as const,
            subject: `${label} twice`,
            isLenient: true,
          },
        ]
      : []),
  ]
}

/** Parameters made up by chance, all that can be, at once. */
export function planFuzzedParameters({ document }: Contract, base: Base, seed: number, runs: number): Plan[] {
  const parameters = base.operation.parameters.filter(isVariable)
  if (parameters.length === 0) return []
  return parameters.flatMap((parameter) => {
    const allowed = fc.sample(toArbitrary({ document, isPlain: false }, parameter.schema!.node), {
      seed,
      numRuns: Math.ceil(runs / 4),
    })
    const any = fc.sample(fc.string({ unit: 'grapheme-ascii', minLength: 1 }), {
      seed,
      numRuns: Math.ceil(runs / 4),
    })
    return [...allowed, ...any].flatMap((value, index): Plan[] => {
      const texts = toTexts(parameter, value)
      if (!texts || texts.includes('')) return []
      return [
        {
          name: `fuzz-${labelOf(parameter)}/${seed}-${index}`,
          base,
          draft: withParameter(base.draft, parameter, texts),
          intent: 'either',
          subject: `${labelOf(parameter)} made up by chance`,
        },
      ]
    })
  })
}
