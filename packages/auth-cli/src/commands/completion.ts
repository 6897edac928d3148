import { print } from '../output/stdout.ts'
import type { CommandDefinition } from './command.ts'
import { usageError } from '../errors/command-error.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

/** `qci-auth completion SHELL`: a script that completes commands and flags. */
export const completion: CommandDefinition = {
  name: 'completion',
  description: 'print the completion script for a shell',
  args: { '<shell>': SHELLS.join(', ') },
  examples: [
    'source <(qci-auth completion bash)          # in ~/.bashrc',
    'source <(qci-auth completion zsh)           # in ~/.zshrc, after compinit',
    'qci-auth completion fish | source           # in ~/.config/fish/config.fish',
  ],
  async run({ args: [shell], program }) {
    const known = SHELLS.find((each) => each === shell)
    if (!known) throw usageError(`The shell must be one of ${SHELLS.join(', ')}.`)
    const { createCompletion } = await import('../completion/create-completion.ts')
    await print(createCompletion(known, program))
  },
}
