import type { Command, CommanderError } from 'commander'

import { usageError } from './command-error.ts'
import type { CommandError } from './command-error.ts'

/**
 * What the argument parser complains about, in words that show no argument: one that is wrong may be a token
 * gone astray.
 */
export function toUsageError({ code, message }: CommanderError, program: Command): CommandError {
  const hint = /\(Did you mean [^()]*\)/.exec(message)?.[0].replace('one of ', '')
  const quoted = /'(.*?)'/s.exec(message)?.[1] ?? ''
  const names = program.commands.map((command) => command.name()).join(', ')
  switch (code) {
    case 'commander.help': // flags alone, or `help` of something else
      return usageError('Name one of the commands.', `Commands: ${names}.`)
    case 'commander.unknownCommand':
      // Shown only when it is almost a command, and so no secret.
      return usageError(
        hint ? `There is no command "${quoted}".` : 'There is no such command.',
        hint ?? `Commands: ${names}.`,
      )
    case 'commander.unknownOption':
      return toUnknownFlagError(quoted, hint)
    case 'commander.excessArguments':
      return usageError(`Too many arguments${quoted && ` for ${quoted}`}.`)
    default: // these quote our own words only
      return usageError(`${message.replace(/^error: /, '').replace(/^./, (first) => first.toUpperCase())}.`)
  }
}

function toUnknownFlagError(argument: string, hint: string | undefined): CommandError {
  if (/^--?(api-?|access-?|refresh-?)?(token|secret|password|key)s?\b/i.test(argument)) {
    return usageError(
      'Secrets are not taken from the command line, where other programs and the history of the shell see them.',
      'Set QCI_TOKEN, or give --api-token-file FILE (- for standard input).',
    )
  }
  const name = /^--[a-z][a-z-]{0,30}(?==|$)|^-[a-z]/i.exec(argument)?.[0]
  return usageError(name ? `There is no flag ${name}.` : 'There is no such flag.', hint)
}
