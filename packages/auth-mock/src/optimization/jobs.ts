import type { MockClock } from '../util/mock-clock.ts'
import { ApiError } from './api-route.ts'
import type { FileContent, Files } from './files.ts'
import { PROBLEM_TYPES, type ProblemType } from './problem-types.ts'
import { onlyField, toObject } from './read-json.ts'
import type { SampleJob } from './sample-results.ts'

type Json = Readonly<Record<string, unknown>>

/** A job's status. The last two are final, as is ERRORED, which this mock does not produce. */
type JobStatus = 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'CANCELLED'

interface Job {
  readonly id: string
  readonly submission: Json
  readonly sample: SampleJob
  readonly submittedAtMs: number
  cancelledAt: string | undefined
  resultFileId: string | undefined
}

/** What jobs depend on. */
interface JobsOptions {
  clock: MockClock
  files: Files
  createId: () => string
  queuedMs: number
  runningMs: number
  allocationSeconds: number
  metered: boolean
  solve: (job: SampleJob) => FileContent
}

/** The jobs API. */
export interface Jobs {
  submit(body: Json): object
  get(id: string): object
  status(id: string): object
  cancel(id: string, body: Json): object
  metrics(id: string): object
  allocations(): object
}

/** Creates the jobs API. A job's status follows from the mock's clock whenever it is read. */
export function createJobs(options: JobsOptions): Jobs {
  const { clock, files, createId, queuedMs, runningMs, metered, solve } = options
  const jobs = new Map<string, Job>()
  let usedSeconds = 0

  /** The status at this time. A job that has just completed gets its results, and its time is deducted. */
  function statusOf(job: Job): JobStatus {
    if (job.cancelledAt !== undefined) return 'CANCELLED'
    if (job.resultFileId !== undefined) return 'COMPLETED'
    const ageMs = clock.now() - job.submittedAtMs
    if (ageMs < queuedMs) return 'QUEUED'
    if (ageMs < queuedMs + runningMs) return 'RUNNING'
    usedSeconds += runningMs / 1_000
    job.resultFileId = files.addResults(`${job.sample.problemType}_results`, solve(job.sample))
    return 'COMPLETED'
  }

  function find(id: string): Job {
    const job = jobs.get(id)
    if (!job) throw new ApiError(404, 'Unknown job')
    return job
  }

  return {
    submit({ job_submission: submission }) {
      const id = createId()
      const fields = toObject(submission, 'job_submission')
      const sample = toSample(id, fields, files)
      const submittedAtMs = clock.now()
      jobs.set(id, {
        id,
        submission: fields,
        sample,
        submittedAtMs,
        cancelledAt: undefined,
        resultFileId: undefined,
      })
      return { job_id: id }
    },
    get(id) {
      const job = find(id)
      const status = statusOf(job)
      return {
        job_id: id,
        job_submission: job.submission,
        job_status: toTimes(job, { status, queuedMs, runningMs }),
        ...(status === 'COMPLETED' && {
          job_result: { file_id: job.resultFileId, device_usage_s: runningMs / 1_000 },
        }),
      }
    },
    status: (id) => ({ status: statusOf(find(id)) }),
    cancel(id, { job_status: change }) {
      const job = find(id)
      const cancelledAt = toObject(change, 'job_status')['cancelled_at_rfc3339nano']
      if (typeof cancelledAt !== 'string' || Number.isNaN(Date.parse(cancelledAt))) {
        throw new ApiError(400, 'job_status.cancelled_at_rfc3339nano must be an RFC 3339 date-time')
      }
      const status = statusOf(job)
      if (status !== 'QUEUED' && status !== 'RUNNING') {
        throw new ApiError(409, `A job that is ${status} cannot be cancelled`)
      }
      job.cancelledAt = cancelledAt
      return { job_id: id }
    },
    metrics(id) {
      const job = find(id)
      if (statusOf(job) !== 'COMPLETED') return { job_id: id }
      const runtimeNs = runningMs * 1e6
      const wall = { queue: { total: queuedMs * 1e6 }, total: (queuedMs + runningMs) * 1e6 }
      const device = { [job.sample.device]: { samples: { runtime: [runtimeNs] } } }
      return { job_id: id, job_metrics: { time_ns: { wall, device } } }
    },
    allocations: () => ({
      allocations: {
        dirac: {
          seconds: metered ? Math.max(0, options.allocationSeconds - usedSeconds) : options.allocationSeconds,
          metered,
        },
      },
    }),
  }
}

/** The times at which the job reached its states, in RFC 3339. */
function toTimes(
  { submittedAtMs, cancelledAt }: Job,
  { status, queuedMs, runningMs }: { status: JobStatus; queuedMs: number; runningMs: number },
): object {
  const toDate = (atMs: number): string => new Date(atMs).toISOString()
  const isRunning = status === 'RUNNING' || status === 'COMPLETED'
  return {
    submitted_at_rfc3339nano: toDate(submittedAtMs),
    queued_at_rfc3339nano: toDate(submittedAtMs),
    ...(isRunning && { running_at_rfc3339nano: toDate(submittedAtMs + queuedMs) }),
    ...(status === 'COMPLETED' && {
      completed_at_rfc3339nano: toDate(submittedAtMs + queuedMs + runningMs),
    }),
    ...(cancelledAt !== undefined && { cancelled_at_rfc3339nano: cancelledAt }),
  }
}

/** Checks a submission and reads its files. @throws ApiError (400) naming the field that is wrong. */
function toSample(id: string, submission: Json, files: Files): SampleJob {
  const [problemType, problem] = onlyField(submission['problem_config'], 'problem_config')
  const [device, deviceConfig] = onlyField(submission['device_config'], 'device_config')
  const type = Object.hasOwn(PROBLEM_TYPES, problemType) ? PROBLEM_TYPES[problemType] : undefined
  if (!type) {
    const names = Object.keys(PROBLEM_TYPES).join(', ')
    throw new ApiError(400, `The field of problem_config must be one of ${names}`)
  }
  if (!type.devices.includes(device)) {
    throw new ApiError(400, `${problemType} runs on ${type.devices.join(' or ')}, not on ${device}`)
  }
  const { num_samples: samples = 1 } = deviceConfig
  if (typeof samples !== 'number' || !Number.isInteger(samples) || samples < 1 || samples > 100) {
    throw new ApiError(400, 'num_samples must be an integer from 1 to 100')
  }
  return {
    id,
    problemType,
    device,
    deviceConfig,
    samples,
    values: type.values,
    ...readInput(problem, type, files),
  }
}

/** Reads the input file of a problem; of the optional ones, only the presence is checked. */
function readInput(problem: Json, type: ProblemType, files: Files): Pick<SampleJob, 'metadata' | 'content'> {
  const given = type.files.filter((kind) => problem[`${kind}_file_id`] !== undefined)
  const [kind] = given
  if (given.length !== 1 || kind === undefined) {
    const names = type.files.map((name) => `${name}_file_id`).join(' or ')
    throw new ApiError(400, `problem_config requires ${names}`)
  }
  for (const optional of type.optionalFiles ?? []) {
    const fileId = problem[`${optional}_file_id`]
    if (fileId !== undefined && fileId !== null) files.read(fileId, optional)
  }
  return files.read(problem[`${kind}_file_id`], kind)
}
