import type { Command } from 'commander'

import { toBash } from './bash.ts'
import { toModel } from './command-model.ts'
import { toFish } from './fish.ts'
import { toZsh } from './zsh.ts'

/** The completion script of a shell. */
export function createCompletion(shell: 'bash' | 'zsh' | 'fish', program: Command): string {
  const model = toModel(program)
  switch (shell) {
    case 'bash':
      return toBash(model)
    case 'zsh':
      return toZsh(model)
    default:
      return toFish(model)
  }
}
