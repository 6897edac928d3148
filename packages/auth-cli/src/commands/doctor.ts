import { VERSION } from '../config/version.ts'
import { printConclusion, printReport, printStep } from '../doctor/report.ts'
import { runSteps } from '../doctor/run-steps.ts'
import type { Result } from '../doctor/run-steps.ts'
import { print } from '../output/stdout.ts'
import type { CommandDefinition } from './command.ts'

/** `qci-auth doctor`: what works, what fails, and what to do about it. */
export const doctor: CommandDefinition<{ json?: boolean }> = {
  name: 'doctor',
  description: 'diagnose the configuration, the connection and the API, step by step',
  flags: [{ syntax: '--json', description: 'print the diagnosis as JSON' }],
  examples: ['qci-auth doctor', 'qci-auth doctor --json | jq -r .firstThingToDo'],
  async run({ flags }) {
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
  },
}
