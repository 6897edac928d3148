import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { AuthClient } from '@qci-client/auth'
import { createOptimizationApi } from '@qci-client/auth-mock/optimization'
import { startAuthMockServer } from '@qci-client/auth-mock/server'
import type { AuthMockServer } from '@qci-client/auth-mock/server'
import { findQciClientPython } from '@qci-client/test-support/find-python'
import { readBlocks } from '@qci-client/test-support/readme'
import { expect, test } from 'vitest'

import { type DiracJob, runDiracJob } from '../src/dirac-job/run-dirac-job.ts'
import { captureDiracJob, withoutRepeats } from './support/capture-python.ts'
import { diracProblem } from './support/dirac-problem.ts'
import { type Fault, type RecordedRequest, type Recorder, startRecorder } from './support/recorder.ts'

const HOUR_MS = 3_600_000

const smallProblem: DiracJob = {
  polynomial: { num_variables: 2, min_degree: 2, max_degree: 2, data: [{ idx: [1, 2], val: -1 }] },
  device: { num_samples: 3, num_levels: [4, 4] },
}

/** Starts the mock. Its jobs are queued and running for an hour each; its access tokens are valid for an hour. */
async function startApi(): Promise<AuthMockServer> {
  const api = await startAuthMockServer({
    seed: 1,
    handlers: (mock) => createOptimizationApi(mock, { queuedMs: HOUR_MS, runningMs: HOUR_MS }),
  })
  api.mock.clock.freeze()
  return api
}

/** Runs the example. Each of its waits takes half an hour on the clock of the mock and of the client. */
async function runExample(
  api: AuthMockServer,
  recorder: Recorder,
  problem = smallProblem,
  onWait = async () => {},
) {
  const now = () => api.mock.clock.now()
  using client = new AuthClient({
    env: { ...api.env, QCI_API_URL: recorder.url },
    clock: { now, monotonic: now, sleep: (ms, signal) => setTimeout(ms, undefined, { signal }) },
  })
  return await runDiracJob(client, problem, async () => {
    api.mock.clock.advance(HOUR_MS / 2)
    await onWait()
  })
}

/** Makes requests until one is sent on a pooled connection. */
async function fillPool(recorder: Recorder): Promise<void> {
  const request = async () => {
    await (await fetch(recorder.url)).text()
    return recorder.isPooled
  }
  await expect.poll(request).toBe(true)
  await setImmediate() // Node's pool takes the connection back
}

async function readFixture(): Promise<RecordedRequest[]> {
  const file = await readFile(new URL('captures/dirac-job.json', import.meta.url), 'utf8')
  return (JSON.parse(file) as { requests: RecordedRequest[] }).requests
}

const toPart = (results: object): object => ({
  file_config: { qudit_hamiltonian_optimization_results: results },
})

const isStatus = ({ path }: RecordedRequest): boolean => path.endsWith('/status')

test('the Dirac job sends the requests that were captured from qci-client 5.0.3', async () => {
  await using api = await startApi()
  await using recorder = await startRecorder(api.url)
  await runExample(api, recorder, diracProblem)
  expect(withoutRepeats(recorder.requests)).toEqual(await readFixture())
})

const python = findQciClientPython()
test.skipIf(!python)(
  'qci-client 5.0.3 still sends the captured requests of the Dirac job (skipped without Python and PyPI)',
  async () => {
    expect(await captureDiracJob(python!)).toEqual(await readFixture())
  },
)

test('the Dirac job joins the parts of the results', async () => {
  await using api = await startApi()
  const respond = ({ method, path }: RecordedRequest): object | undefined => {
    if (method === 'GET' && path.endsWith('/contents/1')) return toPart({ counts: [2], energies: [-9] })
    if (method === 'GET' && path.endsWith('/contents/2')) return toPart({ counts: [1], energies: [-6] })
    return /\/files\/\w+$/.test(path) ? { num_parts: 2 } : undefined
  }
  await using recorder = await startRecorder(api.url, (request) => {
    const body = respond(request)
    return body && { status: 200, body }
  })
  expect(await runExample(api, recorder)).toEqual({ counts: [2, 1], energies: [-9, -6] })
})

test('the Dirac job survives a 401, renewals, a 503 and a dropped pooled connection in one run', async () => {
  await using api = await startApi()
  await using undisturbed = await startRecorder(api.url)
  const expected = await runExample(api, undisturbed)
  api.mock.reset()
  api.mock.clock.freeze()

  const faults: Fault[] = ['dropBefore', { status: 503 }, { status: 401 }]
  await using recorder = await startRecorder(api.url, (request) =>
    isStatus(request) ? faults.shift() : undefined,
  )
  const results = await runExample(api, recorder, smallProblem, () => fillPool(recorder))
  expect(results).toEqual(expected)
  expect(faults).toEqual([])
  expect(recorder.droppedPooledConnections).toBe(1)
  expect(api.mock.journal.tokenRequests().length).toBeGreaterThanOrEqual(3)
  expect(recorder.accepted.filter((line) => line.startsWith('POST'))).toEqual([
    'POST /optimization/v1/files',
    'POST /optimization/v1/jobs',
  ])
})

test.for<[name: string, fault: Fault]>([
  ['a 401', { status: 401 }],
  ['a 502', { status: 502 }],
  ['a 503', { status: 503 }],
  ['a connection that is dropped before the request is processed', 'dropBefore'],
  ['a connection that is dropped after the request is processed', 'dropAfter'],
])('with %s at any one request, the Dirac job is not submitted twice', async ([, fault]) => {
  await using api = await startApi()
  await using undisturbed = await startRecorder(api.url)
  const expected = await runExample(api, undisturbed)

  for (const [number, { method, path }] of undisturbed.requests.entries()) {
    api.mock.reset()
    api.mock.clock.freeze()
    await using recorder = await startRecorder(api.url, (_, at) => (at === number ? fault : undefined))
    const outcome = await runExample(api, recorder).catch((error: Error) => error.message)
    // Whether the API has accepted such a POST is not known: the job fails, and its user decides.
    const isOpen = method === 'POST' && (typeof fault === 'string' || fault.status === 502)
    const failure: unknown = expect.stringContaining(`POST ${path.replace('/optimization/v1/', '')}: `)
    expect(outcome).toEqual(isOpen ? failure : expected)
    const posts = recorder.accepted.filter((line) => line.startsWith('POST'))
    expect(new Set(posts).size).toBe(posts.length)
  }
})

test('the Dirac job fails with the status when the API keeps responding 503', async () => {
  await using api = await startApi()
  await using recorder = await startRecorder(api.url, (request) =>
    isStatus(request) ? { status: 503 } : undefined,
  )
  await expect(runExample(api, recorder)).rejects.toThrow(
    /^GET jobs\/\w+\/status: 503 \{"message":"fault"\}$/,
  )
  expect(recorder.requests.filter(isStatus)).toHaveLength(6)
})

test('the Dirac job fails when the job is cancelled', async () => {
  await using api = await startApi()
  await using recorder = await startRecorder(api.url, (request) =>
    isStatus(request) ? { status: 200, body: { status: 'CANCELLED' } } : undefined,
  )
  await expect(runExample(api, recorder)).rejects.toThrow(/^Job \w+ is CANCELLED$/)
})

test('the Dirac program prints the best solution', async () => {
  await using api = await startAuthMockServer({
    handlers: (mock) => createOptimizationApi(mock, { queuedMs: 0, runningMs: 0 }),
  })
  const program = fileURLToPath(new URL('../src/dirac-job/main.ts', import.meta.url))
  const args = ['--conditions=@qci-client/source', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, ...api.env },
  })
  expect(stdout).toMatch(/^Best solution: \[[0-4],[0-4]\], energy -?\d+\n$/)
})

test('the guide of the Dirac job shows the program and the function unchanged', async () => {
  const guide = new URL('../../site/guides/examples/dirac-job.md', import.meta.url)
  const shown = (await readBlocks(guide)).filter(({ file }) => file !== undefined)
  expect(shown.map(({ file }) => file)).toEqual(['run-dirac-job.ts', 'main.ts'])
  for (const { file, code } of shown) {
    const source = await readFile(new URL(`../src/dirac-job/${file}`, import.meta.url), 'utf8')
    expect(code).toBe(`// ${file}\n${source}`)
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(60)
  }
})
