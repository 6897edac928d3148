import type { DiracJob } from '../../src/dirac-job/run-dirac-job.ts'

const VARIABLES = 160

/** A problem of two parts: 12 880 terms, one for each pair of 160 variables. `capture-dirac-job.py` builds the same. */
export const diracProblem: DiracJob = {
  polynomial: {
    num_variables: VARIABLES,
    min_degree: 2,
    max_degree: 2,
    data: Array.from({ length: VARIABLES }, (_, i) =>
      Array.from({ length: i + 1 }, (__, j) => ({ idx: [j + 1, i + 1], val: ((i * 7 + j * 3) % 11) - 5 })),
    ).flat(),
  },
  device: { num_samples: 2, num_levels: Array.from({ length: VARIABLES }, () => 3) },
}
