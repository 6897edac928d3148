import type { Command } from 'commander'

import { examine } from '../doctor/examine.ts'
import type { Result } from '../doctor/examine.ts'
import { printConclusion, printReport, printStep } from '../doctor/report.ts'
import { examples } from '../examples.ts'
import { flagsOf } from '../flags-of.ts'
import { print } from '../output.ts'
import { VERSION } from '../version.ts'

/** `qci-auth doctor`: what works, what does not, and what to do about it. */
export function defineDoctor(program: Command): void {
  program
    .command('doctor')
    .description('examine the configuration, the way to the API and the API, step by step')
    .option('--json', 'print the examination as JSON')
    .addHelpText('after', examples('qci-auth doctor', 'qci-auth doctor --json | jq -r .firstThingToDo'))
    .action((_flags: unknown, command: Command) => runDoctor(command))
}

async function runDoctor(command: Command): Promise<void> {
  const flags = flagsOf<{ json?: boolean }>(command)
  const about = { version: VERSION, node: process.version, platform: `${process.platform} ${process.arch}` }
  const results: Result[] = []
  if (!flags.json) await print(`qci-auth ${about.version}, Node ${about.node} on ${about.platform}\n\n`)
  for await (const result of examine(flags)) {
    results.push(result)
    if (!flags.json) await printStep(result)
  }
  await (flags.json ? printReport(about, results) : printConclusion(results))
  const failed = results.find(({ status }) => status === 'failed')
  if (failed?.problem) process.exitCode = failed.problem.exitStatus
}
