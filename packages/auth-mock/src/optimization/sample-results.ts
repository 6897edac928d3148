import { createRandom, type Random } from '../util/random.ts'
import type { FileContent } from './files.ts'
import type { VariableValues } from './problem-types.ts'

/** A job as its results are computed from. */
export interface SampleJob {
  readonly id: string
  /** `qudit_hamiltonian_optimization` and the like. */
  readonly problemType: string
  /** `dirac-3_qudit` and the like. */
  readonly device: string
  readonly deviceConfig: Readonly<Record<string, unknown>>
  /** How many solutions the job requests. */
  readonly samples: number
  /** The values of a variable in a solution. */
  readonly values: VariableValues
  /** The metadata of the input file, such as `num_variables`. */
  readonly metadata: Readonly<Record<string, unknown>>
  /** The content of the input file, such as `data`. */
  readonly content: FileContent
}

interface Sample {
  readonly solution: readonly number[]
  readonly energy: number
}

/**
 * Returns results of the right form: random solutions with their energies in the submitted problem, lowest first. The
 * same job and seed give the same results. They are not optimal.
 */
export function sampleResults(job: SampleJob, seed: number): FileContent {
  const random = createRandom(seed)
  const count = countVariables(job)
  const samples: Sample[] = Array.from({ length: job.samples }, () => {
    const solution = drawSolution(job, count, random)
    return { solution, energy: energyOf(job.content, solution) }
  }).toSorted((a, b) => a.energy - b.energy)
  const each = <Value>(toValue: (sample: Sample) => Value): Value[] => samples.map(toValue)
  const common = {
    counts: each(() => 1),
    energies: each(({ energy }) => energy),
    solutions: each(({ solution }) => solution),
  }
  if (job.problemType === 'graph_partitioning') {
    return {
      ...common,
      balances: each(({ solution }) => balanceOf(solution)),
      cut_sizes: each(({ energy }) => energy),
      feasibilities: each(() => true),
      partitions: each(({ solution }) => toPartitions(solution)),
    }
  }
  if (job.problemType === 'quadratic_linearly_constrained_binary_optimization') {
    return { ...common, feasibilities: each(() => true), objective_values: each(({ energy }) => energy) }
  }
  return common
}

function countVariables({ metadata }: SampleJob): number {
  const count = metadata['num_variables'] ?? metadata['num_nodes'] ?? 1
  return Math.min(Math.max(Math.trunc(Number(count)) || 1, 1), 100_000)
}

function drawSolution({ values, deviceConfig }: SampleJob, count: number, random: Random): number[] {
  const draw = (levels: number): number => Math.floor(random() * levels)
  if (values === 'normalized') {
    const sum = Number(deviceConfig['sum_constraint'] ?? 1)
    const shares = Array.from({ length: count }, () => random() + Number.EPSILON)
    const total = shares.reduce((a, b) => a + b, 0)
    return shares.map((share) => (share / total) * sum)
  }
  const { num_levels: numLevels } = deviceConfig
  return Array.from({ length: count }, (_, at) => {
    if (values === 'spin') return draw(2) * 2 - 1
    if (values === 'binary') return draw(2)
    return draw(Number(Array.isArray(numLevels) ? (numLevels[at] ?? 2) : (numLevels ?? 2)))
  })
}

/** The value of a polynomial (`idx` from 1, 0 is padding), a matrix (`i`, `j`), or the cut size of a graph. */
function energyOf({ data = [], links = [] }: FileContent, solution: readonly number[]): number {
  const at = (index: number): number => solution[index] ?? 0
  let energy = 0
  for (const term of data as { idx?: number[]; i: number; j: number; val: number }[]) {
    if (term.idx)
      energy += term.idx.reduce((product, index) => product * (index > 0 ? at(index - 1) : 1), term.val)
    else energy += term.val * at(term.i) * at(term.j)
  }
  for (const { source, target, weight = 1 } of links as {
    source: number
    target: number
    weight?: number
  }[]) {
    if (at(source) !== at(target)) energy += weight
  }
  return energy
}

/** The share of the smaller half, from 0 to 1. */
function balanceOf(solution: readonly number[]): number {
  const ones = solution.filter((value) => value === 1).length
  return (2 * Math.min(ones, solution.length - ones)) / solution.length
}

function toPartitions(solution: readonly number[]): number[][] {
  return [0, 1].map((part) => solution.flatMap((value, node) => (value === part ? [node] : [])))
}
