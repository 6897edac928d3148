import type { GlobalFlags } from '../config/global-flags.ts'
import { VERSION } from '../config/version.ts'
import { print } from '../output/stdout.ts'
import { printConclusion, printReport, printStep } from './report.ts'
import { runSteps } from './run-steps.ts'
import type { Result } from './run-steps.ts'

/** Runs the diagnosis, prints it, and sets the exit status of the first step that failed. */
export async function runDoctor(flags: GlobalFlags & { json?: boolean }): Promise<void> {
  const about = {
    version: VERSION,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  }
  const results: Result[] = []
  if (!flags.json) await print(`qci-auth ${about.version}, Node ${about.node} on ${about.platform}\n\n`)
  for await (const result of runSteps(flags)) {
    results.push(result)
    if (!flags.json) await printStep(result)
  }
  await (flags.json ? printReport(about, results) : printConclusion(results))
  const failed = results.find(({ status }) => status === 'failed')
  if (failed?.problem) process.exitCode = failed.problem.exitStatus
}
