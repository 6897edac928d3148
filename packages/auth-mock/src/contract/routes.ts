import { type OperationId, routes } from './generated/contract.ts'

/** The target of a request: an operation, or why there is none. */
export type Route =
  | { kind: 'operation'; operation: OperationId }
  | { kind: 'preflight'; operation: OperationId; allow: string }
  | { kind: 'wrongMethod'; operation: OperationId; allow: string }
  | { kind: 'noSuchMethod'; operation: undefined; allow: string }
  | { kind: 'unknownPath'; operation: undefined }

const UNKNOWN_PATH: Route = { kind: 'unknownPath', operation: undefined }
/** CONNECT names a host instead of a path, so `Allow` lists the methods of all paths; TRACE likewise. */
const NO_SUCH_METHOD: Route = {
  kind: 'noSuchMethod',
  operation: undefined,
  allow: 'GET, HEAD, OPTIONS, POST',
}

/** The known paths and the targets of their methods. The contract has one operation on each path. */
const byPath = new Map(
  routes.flatMap(({ operation, method, path }) => {
    const allow = [method, ...(method === 'GET' ? ['HEAD'] : []), 'OPTIONS'].join(', ')
    const target = {
      methods: new Set(allow.split(', ')),
      operation: { kind: 'operation', operation } satisfies Route,
      preflight: { kind: 'preflight', operation, allow } satisfies Route,
      wrongMethod: { kind: 'wrongMethod', operation, allow } satisfies Route,
    }
    const spellings = path.endsWith('/') ? [path, path.slice(0, -1)] : [path] // QCi's examples use both
    return spellings.map((spelling) => [spelling, target] as const)
  }),
)

/**
 * Finds the target of a request. HEAD is treated as GET, OPTIONS as a preflight.
 *
 * @param method - In upper case.
 * @param path - Without query; compared with case.
 */
export function findRoute(method: string, path: string): Route {
  const target = byPath.get(path)
  if (!target) return method === 'CONNECT' || method === 'TRACE' ? NO_SUCH_METHOD : UNKNOWN_PATH
  if (!target.methods.has(method)) return target.wrongMethod
  return method === 'OPTIONS' ? target.preflight : target.operation
}
