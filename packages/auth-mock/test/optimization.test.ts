import { expect, test } from 'vitest'

import { createOptimizationApi, type OptimizationApiOptions } from '@qci-client/auth-mock/optimization'
import { type AuthMockServer, startAuthMockServer } from '@qci-client/auth-mock/server'

// oxlint-disable-next-line typescript/no-explicit-any -- the JSON of any endpoint
type Json = Record<string, any>

/** A caller of the optimization API with an access token. */
interface Caller extends AsyncDisposable {
  readonly api: AuthMockServer
  /** Sends a request and returns status and JSON: `call('POST jobs', body)`. */
  readonly call: (line: string, body?: unknown) => Promise<{ status: number; body: Json }>
}

async function setUp(options: OptimizationApiOptions = {}): Promise<Caller> {
  const api = await startAuthMockServer({ handlers: (mock) => createOptimizationApi(mock, options) })
  api.mock.clock.freeze('2030-01-01T00:00:00Z')
  const exchange = await fetch(`${api.url}/auth/v1/access-tokens/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refresh_token: api.env.QCI_TOKEN }),
  })
  const { access_token: accessToken } = (await exchange.json()) as { access_token: string }
  return {
    api,
    async call(line, body) {
      const [method = '', path = ''] = line.split(' ')
      const response = await fetch(`${api.url}/optimization/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${accessToken}` },
        ...(body !== undefined && {
          body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
        }),
      })
      return { status: response.status, body: (await response.json()) as Json }
    },
    [Symbol.asyncDispose]: () => api.close(),
  }
}

const POLYNOMIAL = { num_variables: 2, min_degree: 1, max_degree: 2 }
const part = (...data: unknown[]) => ({ file_config: { polynomial: { data } } })

/** Uploads a polynomial with two parts. */
async function upload({ call }: Caller): Promise<string> {
  const { body } = await call('POST files', { file_name: 'p', file_config: { polynomial: POLYNOMIAL } })
  const id = body['file_id'] as string
  await call(`PATCH files/${id}/contents/2`, part({ idx: [1, 2], val: 2 }))
  await call(`PATCH files/${id}/contents/1`, part({ idx: [0, 1], val: 1 }))
  return id
}

const submission = (fileId: string, device = 'dirac-3_qudit', config: object = { num_samples: 2 }) => ({
  job_submission: {
    job_name: 'job',
    problem_config: { qudit_hamiltonian_optimization: { polynomial_file_id: fileId } },
    device_config: { [device]: { num_levels: [2, 2], ...config } },
  },
})

test('a file is uploaded in parts, in any order, and downloaded again', async () => {
  await using caller = await setUp()
  const id = await upload(caller)
  expect((await caller.call(`GET files/${id}`)).body).toMatchObject({
    file_id: id,
    file_name: 'p',
    num_parts: 2,
    upload_date_rfc3339: '2030-01-01T00:00:00.000Z',
    file_config: { polynomial: POLYNOMIAL },
  })
  expect((await caller.call(`GET files/${id}/contents/1`)).body).toMatchObject({
    part_number: 1,
    file_config: { polynomial: { data: [{ idx: [0, 1], val: 1 }] } },
  })
  expect((await caller.call('GET files')).body['files']).toHaveLength(1)
})

test('a part may be compressed by gzip without Content-Encoding', async () => {
  await using caller = await setUp()
  const id = await upload(caller)
  const text = JSON.stringify(part({ idx: [1, 1], val: 3 }))
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  expect((await caller.call(`PATCH files/${id}/contents/3`, bytes)).status).toBe(200)
  expect((await caller.call(`GET files/${id}/contents/3`)).body).toMatchObject(part({ idx: [1, 1], val: 3 }))
})

test('a job is queued, runs and completes on the mock’s clock, and its results are a file', async () => {
  await using caller = await setUp({ queuedMs: 1_000, runningMs: 5_000, allocationSeconds: 60 })
  const { call, api } = caller
  const { job_id: id } = (await call('POST jobs', submission(await upload(caller)))).body
  const status = async (): Promise<unknown> => (await call(`GET jobs/${id}/status`)).body['status']
  expect(await status()).toBe('QUEUED')
  expect((await call(`GET jobs/${id}/metrics/v2`)).body).not.toHaveProperty('job_metrics')
  api.mock.clock.advance(1_000)
  expect(await status()).toBe('RUNNING')
  api.mock.clock.advance(5_000)
  expect(await status()).toBe('COMPLETED')

  const job = (await call(`GET jobs/${id}`)).body
  expect(job).toMatchObject({ job_status: { completed_at_rfc3339nano: '2030-01-01T00:00:06.000Z' } })
  const results = (await call(`GET files/${job['job_result'].file_id}/contents/1`)).body
  const { counts, energies, solutions } = results['file_config'].qudit_hamiltonian_optimization_results
  expect(counts).toEqual([1, 1])
  // the energies are those of x1 + 2 x1 x2
  expect(energies).toEqual(solutions.map(([x1, x2]: number[]) => x1! + 2 * x1! * x2!))
  expect((await call('GET jobs/allocations')).body).toEqual({
    allocations: { dirac: { seconds: 55, metered: true } },
  })
  for (const version of ['', '/v1', '/v2']) {
    expect(
      (await call(`GET jobs/${id}/metrics${version}`)).body['job_metrics'].time_ns.device,
    ).toHaveProperty('dirac-3_qudit')
  }
})

test('a job that has not completed can be cancelled, a completed one cannot', async () => {
  await using caller = await setUp()
  const { call, api } = caller
  const fileId = await upload(caller)
  const cancellation = { job_status: { cancelled_at_rfc3339nano: '2030-01-01T00:00:00.5Z' } }
  const { job_id: first } = (await call('POST jobs', submission(fileId))).body
  expect(await call(`PATCH jobs/${first}`, cancellation)).toEqual({ status: 200, body: { job_id: first } })
  expect((await call(`GET jobs/${first}/status`)).body).toEqual({ status: 'CANCELLED' })
  const { job_id: second } = (await call('POST jobs', submission(fileId))).body
  api.mock.clock.advance(60_000)
  expect(await call(`PATCH jobs/${second}`, cancellation)).toEqual({
    status: 409,
    body: { message: 'A job that is COMPLETED cannot be cancelled' },
  })
})

test.each<[string, (fileId: string) => object, string]>([
  [
    'an unknown device',
    (id) => submission(id, 'dirac-9'),
    'runs on dirac-3_qudit or dirac-3s, not on dirac-9',
  ],
  ['an unknown file', () => submission('f'), 'polynomial_file_id must be the id of a polynomial file'],
  ['no samples', (id) => submission(id, 'dirac-3s', { num_samples: 0 }), 'num_samples must be an integer'],
  ['no problem', () => ({ job_submission: { problem_config: {} } }), 'problem_config must have exactly one'],
  ['no submission', () => ({}), 'job_submission must be a JSON object'],
])('a job with %s gets 400', async (_title, toBody, message) => {
  await using caller = await setUp()
  expect(await caller.call('POST jobs', toBody(await upload(caller)))).toEqual({
    status: 400,
    body: { message: expect.stringContaining(message) },
  })
})

test('a file with a missing part cannot be used', async () => {
  await using caller = await setUp()
  const { body } = await caller.call('POST files', { file_config: { polynomial: POLYNOMIAL } })
  expect((await caller.call('POST jobs', submission(body['file_id']))).body).toEqual({
    message: 'Part 1 of the file was not uploaded',
  })
})

test('own results replace the random ones', async () => {
  const solve = () => ({ counts: [1], energies: [-3], solutions: [[1, 0]] })
  await using caller = await setUp({ queuedMs: 0, runningMs: 0, solve })
  const { job_id: id } = (await caller.call('POST jobs', submission(await upload(caller)))).body
  const { job_result: result } = (await caller.call(`GET jobs/${id}`)).body
  expect((await caller.call(`GET files/${result.file_id}/contents/1`)).body['file_config']).toEqual({
    qudit_hamiltonian_optimization_results: solve(),
  })
})

test('requests without an access token get 401, and reset() removes jobs and files', async () => {
  await using caller = await setUp()
  await upload(caller)
  expect((await fetch(`${caller.api.url}/optimization/v1/files`)).status).toBe(401)
  caller.api.mock.reset()
  expect((await caller.call('GET files')).status).toBe(401) // the access token is gone, too
})
