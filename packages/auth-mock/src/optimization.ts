/**
 * A mock of QCi's optimization API, for tests of programs that run jobs.
 *
 * @module optimization
 */
export { createOptimizationApi, type OptimizationApiOptions } from './optimization/optimization-api.ts'
export type { FileContent } from './optimization/files.ts'
export type { VariableValues } from './optimization/problem-types.ts'
export type { SampleJob } from './optimization/sample-results.ts'
