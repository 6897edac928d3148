import type { CommandDefinition } from './command.ts'

/** `qci-auth doctor`: what works, what fails, and what to do about it. */
export const doctor: CommandDefinition<{ json?: boolean }> = {
  name: 'doctor',
  description: 'diagnose the configuration, the connection and the API, step by step',
  flags: [{ syntax: '--json', description: 'print the diagnosis as JSON' }],
  examples: ['qci-auth doctor', 'qci-auth doctor --json | jq -r .firstThingToDo'],
  async run({ flags }) {
    const { runDoctor } = await import('../doctor/run-doctor.ts')
    await runDoctor(flags)
  },
}
