import type { ConformanceCase } from '../cases/case.ts'
import type { Answer } from '../openapi/judge-answer.ts'
import type { Problem } from './problem.ts'

/** Shorter texts turn up everywhere by themselves. */
const SHORTEST = 6

/** Whether a credential that was sent comes back: it would be in logs and on screens. */
export function checkEcho(
  secrets: readonly string[],
  { operation, request }: ConformanceCase,
  answer: Answer,
): Problem[] {
  const sent = [
    new TextDecoder().decode(request.body),
    ...request.headers.values(),
    decodeURIComponent(request.target),
  ].join('\n')
  const madeUp = sent.match(/bogus-[a-z0-9]+/g) ?? []
  const candidates = [...secrets, ...madeUp].filter(
    (secret) => secret.length >= SHORTEST && sent.includes(secret),
  )
  if (candidates.length === 0) return []
  const received = [new TextDecoder().decode(answer.body), ...answer.headers.values()].join('\n')
  if (!candidates.some((secret) => received.includes(secret))) return []
  const message = `${operation.operationId} shows a credential that was sent in its answer of ${answer.status}`
  return [{ check: 'token-echoed', message, certainty: 'stated', key: message }]
}
