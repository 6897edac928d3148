import type { Contract } from '../openapi/contract.ts'
import { findResponse } from '../openapi/judge-answer.ts'
import { judgeRequest } from '../openapi/judge-request.ts'
import type { Schemas } from '../openapi/schemas.ts'
import { planBodies, planCredentials, planFuzzedBodies } from './body-cases.ts'
import type { ConformanceCase, Expectation } from './case.ts'
import type { Tokens } from './credentials.ts'
import { createBase, toRequestParts } from './draft.ts'
import type { Base } from './draft.ts'
import { listMethodCases } from './method-cases.ts'
import { planFuzzedParameters, planParameters } from './parameter-cases.ts'
import type { Plan } from './plan.ts'
import { planSecurity } from './security-cases.ts'
import { planTransport } from './transport-cases.ts'

/** What the cases are made from. */
export interface CaseOptions {
  readonly tokens: Tokens
  /** What chance follows from. */
  readonly seed: number
  /** How many requests are made up by chance for each operation. */
  readonly fuzz: number
}

/** The cases, and what could not be made into some. */
export interface CaseList {
  readonly cases: readonly ConformanceCase[]
  /** A line each. */
  readonly leftOut: readonly string[]
}

/** Every case that follows from a contract, each judged by the validator: no false alarm. */
export function listCases(contract: Contract, schemas: Schemas, options: CaseOptions): CaseList {
  const { tokens, seed, fuzz } = options
  const made = contract.operations.map((operation) => ({
    operation,
    base: createBase(contract, schemas, operation, tokens),
  }))
  const bases = made.flatMap(({ base }) => base ?? [])
  const plans = bases.flatMap((base): Plan[] => [
    { name: 'example', base, draft: base.draft, intent: 'valid', subject: 'a plain request', isLive: true },
    ...planParameters(contract, schemas, base),
    ...planBodies(contract, base),
    ...planCredentials(base, seed),
    ...planSecurity(contract, base, seed),
    ...planTransport(base),
    ...planFuzzedBodies(contract, base, seed, fuzz),
    ...planFuzzedParameters(contract, base, seed, fuzz),
  ])
  const cases = [
    ...plans.flatMap((plan) => judgePlan(contract, schemas, plan) ?? []),
    ...listMethodCases(contract, bases),
  ]
  return {
    cases: [...new Map(cases.map((one) => [one.id, one])).values()],
    leftOut: made.flatMap(({ operation, base }) =>
      base ? [] : [`${operation.operationId}: no request can be made from its schemas`],
    ),
  }
}

/** Makes a case of a plan; undefined when it cannot be sent, or the validator does not think of it as it was meant. */
function judgePlan(contract: Contract, schemas: Schemas, plan: Plan): ConformanceCase | undefined {
  const { base, draft, intent, name, subject = name, isLenient = false, isLive = false } = plan
  const { operation } = base
  const request = toRequestParts(operation, draft)
  if (!request) return undefined
  const violations = judgeRequest(contract, schemas, operation, request)
  const isValid = violations.length === 0
  if (intent !== 'either' && (intent === 'valid') !== isValid) return undefined
  const expectation = expect(plan, isValid)
  return {
    id: `${operation.operationId}/${name}`,
    operation,
    request,
    expectation,
    subject: isValid ? subject : [...new Set(violations.map(({ rule }) => rule))].join('; '),
    broken: [...new Set(violations.map(({ key }) => key))],
    part: toPart(name),
    isAssumed:
      expectation === 'refused'
        ? findResponse(operation, 401)?.shape.isAssumed === true
        : violations.length > 0 && violations.every((violation) => violation.isAssumed),
    isLenient,
    isOfOperation: true,
    isLive: isLive && (isValid || !isLenient),
  }
}

/** `body` of `fuzz-value/1-2`, `header/connection` of `header/connection/absent`; each `transport/…` by itself. */
function toPart(name: string): string {
  const [kind = '', label = ''] = name.replace(/^fuzz-/, '').split('/')
  if (['header', 'query', 'path', 'cookie'].includes(kind)) return `${kind}/${label}`
  return kind === 'transport' ? name : kind === 'value' ? 'body' : kind
}

function expect({ base, expectation, whenInvalid = 'rejected' }: Plan, isValid: boolean): Expectation {
  if (!isValid) return whenInvalid
  return expectation ?? expectSuccess(base)
}

/** Whether made-up values can meet things that are not there: then their absence is a good answer too. */
function expectSuccess({ operation, credentials, isKnown }: Base): Expectation {
  if (!isKnown) return 'anything'
  const isPlain = operation.body === undefined || credentials.length > 0
  return isPlain && !operation.path.includes('{') ? 'accepted' : 'tolerated'
}
