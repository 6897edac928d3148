/**
 * `node --conditions=@qci-client/source packages/examples/test/support/capture-dirac-job.ts` records the requests of qci-client 5.0.3
 * for the job of `dirac-problem.ts` in `captures/dirac-job.json`. Needs Python, and PyPI for the first time.
 */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { findQciClientPython } from '@qci-client/test-support/find-python'

import { captureDiracJob } from './capture-python.ts'

const python = findQciClientPython()
if (python === undefined) throw new Error('No Python with qci-client 5.0.3')
const file = fileURLToPath(new URL('../captures/dirac-job.json', import.meta.url))
const capture = { capturedFrom: 'qci-client 5.0.3', requests: await captureDiracJob(python) }
await writeFile(file, `${JSON.stringify(capture, undefined, 2)}\n`)
