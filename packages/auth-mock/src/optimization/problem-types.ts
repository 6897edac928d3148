/** The values of a variable in a solution: 0 or 1, -1 or 1, levels from 0, or shares of a sum. */
export type VariableValues = 'binary' | 'spin' | 'levels' | 'normalized'

/** A problem type of the jobs API. */
export interface ProblemType {
  /** The devices that solve it. */
  readonly devices: readonly string[]
  /** The kinds of input files: one of the first list must be given, those of the second may be. */
  readonly files: readonly string[]
  readonly optionalFiles?: readonly string[]
  readonly values: VariableValues
}

const QUBIT = ['dirac-1']

/** The problem types that the Python client 5.0.3 submits. */
export const PROBLEM_TYPES: Readonly<Record<string, ProblemType>> = {
  graph_partitioning: { devices: QUBIT, files: ['graph'], values: 'binary' },
  ising_hamiltonian_optimization: { devices: QUBIT, files: ['hamiltonian', 'polynomial'], values: 'spin' },
  normalized_qudit_hamiltonian_optimization: {
    devices: ['dirac-3_normalized_qudit', 'dirac-3s'],
    files: ['hamiltonian', 'polynomial'],
    values: 'normalized',
  },
  qudit_hamiltonian_optimization: {
    devices: ['dirac-3_qudit', 'dirac-3s'],
    files: ['hamiltonian', 'polynomial'],
    values: 'levels',
  },
  quadratic_linearly_constrained_binary_optimization: {
    devices: QUBIT,
    files: ['constraints'],
    optionalFiles: ['objective'],
    values: 'binary',
  },
  quadratic_unconstrained_binary_optimization: { devices: QUBIT, files: ['qubo'], values: 'binary' },
}

/** The kinds of files that can be uploaded. */
export const FILE_KINDS: readonly string[] = [
  'constraints',
  'graph',
  'hamiltonian',
  'objective',
  'polynomial',
  'qubo',
]
