import { startDeadline } from '../config/deadline.ts'
import type { Deadline } from '../config/deadline.ts'
import type { GlobalFlags } from '../config/global-flags.ts'
import { toProblem } from '../advice/to-problem.ts'
import type { Problem } from '../advice/to-problem.ts'
import { API_STEPS } from './api-steps.ts'
import { CONFIGURATION_STEPS } from './configuration-steps.ts'
import { NETWORK_STEPS } from './network-steps.ts'
import type { DoctorContext, Finding, Step, StepName } from './step.ts'

/** The outcome of a step. */
export interface Result {
  readonly name: StepName
  readonly status: Finding['status'] | 'failed'
  /** How long it took, in milliseconds; undefined when there was nothing to check. */
  readonly durationMs: number | undefined
  readonly detail: string
  /** What to do, when it did not pass. */
  readonly advice: string | undefined
  /** Why it failed. */
  readonly problem?: Problem
}

/** Runs all steps within one time limit. Steps that need a failed step are skipped. */
export async function* runSteps(flags: GlobalFlags): AsyncGenerator<Result> {
  const context: DoctorContext = { flags, env: process.env }
  const unavailable = new Set<StepName>()
  using deadline = startDeadline(flags.timeout)
  try {
    for (const step of [...CONFIGURATION_STEPS, ...NETWORK_STEPS, ...API_STEPS]) {
      const missing = step.needs.find((name) => unavailable.has(name))
      const result = missing === undefined ? await runStep(step, context, deadline) : skip(step, missing)
      if (missing !== undefined || result.status === 'failed') unavailable.add(step.name)
      yield result
    }
  } finally {
    context.client?.close()
    context.socket?.destroy()
  }
}

async function runStep(step: Step, context: DoctorContext, total: Deadline): Promise<Result> {
  const { name, share = 1 } = step
  // Above 0, so that steps without requests still run when the time has passed.
  using deadline = startDeadline(Math.max(1, Math.floor(total.remainingMs() * share)) / 1_000)
  const { signal } = deadline
  const startMs = performance.now()
  const timeout = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })
  try {
    const running = Promise.resolve(step.run(context, signal))
    const { status, detail, advice } = await Promise.race([running, timeout])
    const durationMs = status === 'skipped' ? undefined : performance.now() - startMs
    return { name, status, durationMs, detail, advice }
  } catch (error) {
    const { env, route } = context
    const problem = toProblem(signal.aborted ? signal.reason : error, {
      env,
      route,
      isDoctor: true,
    })
    const { message: detail, advice = detail } = problem
    return { name, status: 'failed', durationMs: performance.now() - startMs, detail, advice, problem }
  }
}

function skip({ name }: Step, missing: StepName): Result {
  return { name, status: 'skipped', durationMs: undefined, detail: `needs: ${missing}`, advice: undefined }
}
