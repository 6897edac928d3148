/** `node main.ts`: minimizes 2·x² + 3·xy − 7·y for x and y from 0 to 4, and prints the best solution. */
import { AuthClient } from '@qci-client/auth'

import { runDiracJob } from './run-dirac-job.ts'

const data = [
  { idx: [1, 1], val: 2 },
  { idx: [1, 2], val: 3 },
  { idx: [0, 2], val: -7 },
]
using client = new AuthClient()
const { solutions, energies } = await runDiracJob(client, {
  polynomial: { num_variables: 2, min_degree: 1, max_degree: 2, data },
  device: { num_samples: 5, num_levels: [5, 5] },
})
console.log(`Best solution: ${JSON.stringify(solutions?.[0])}, energy ${String(energies?.[0])}`)
