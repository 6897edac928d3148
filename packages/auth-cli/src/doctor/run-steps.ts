import { startDeadline } from '../config/deadline.ts'
import type { GlobalFlags } from '../config/global-flags.ts'
import { toProblem } from '../errors/to-problem.ts'
import type { Problem } from '../errors/to-problem.ts'
import { API_STEPS } from './api-steps.ts'
import { CONFIGURATION_STEPS } from './configuration-steps.ts'
import { NETWORK_STEPS } from './network-steps.ts'
import type { Finding, Patient, Step, StepName } from './step.ts'

/** A step that is over. */
export interface Result {
  name: StepName
  status: Finding['status'] | 'failed'
  /** How long it took, in milliseconds; undefined when there was nothing to examine. */
  ms: number | undefined
  detail: string
  /** What to do, when it did not go well. */
  advice: string | undefined
  /** Why it failed. */
  problem?: Problem
}

/** Examines everything, step by step. A step fails by itself; those that need it are left out. */
export async function* runSteps(flags: GlobalFlags): AsyncGenerator<Result> {
  const patient: Patient = { flags, env: process.env }
  const unavailable = new Set<StepName>()
  try {
    for (const step of [...CONFIGURATION_STEPS, ...NETWORK_STEPS, ...API_STEPS]) {
      const missing = step.needs.find((name) => unavailable.has(name))
      const result = missing === undefined ? await take(step, patient) : leaveOut(step, missing)
      if (missing !== undefined || result.status === 'failed') unavailable.add(step.name)
      yield result
    }
  } finally {
    patient.client?.close()
    patient.socket?.destroy()
  }
}

async function take(step: Step, patient: Patient): Promise<Result> {
  using deadline = startDeadline(patient.flags.timeout)
  const { signal } = deadline
  const startMs = performance.now()
  const timeIsUp = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })
  const { name } = step
  try {
    const examining = Promise.resolve(step.examine(patient, signal))
    const { status, detail, advice } = await Promise.race([examining, timeIsUp])
    const ms = status === 'skipped' ? undefined : performance.now() - startMs
    return { name, status, ms, detail, advice }
  } catch (error) {
    const problem = toProblem(signal.aborted ? signal.reason : error, patient.route)
    const { message: detail, advice = detail } = problem
    return { name, status: 'failed', ms: performance.now() - startMs, detail, advice, problem }
  }
}

function leaveOut({ name }: Step, missing: StepName): Result {
  return { name, status: 'skipped', ms: undefined, detail: `needs: ${missing}`, advice: undefined }
}
