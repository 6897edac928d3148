import type { Command } from 'commander'

/** What shells complete as the value of a flag or argument. */
export type Values = readonly string[] | 'file' | 'program' | 'none'

/** A flag as completion scripts need it. */
export interface FlagModel {
  readonly long: string
  readonly short: string | undefined
  readonly description: string
  /** Undefined for flags without a value. */
  readonly values: Values | undefined
}

/** A command as completion scripts need it. */
export interface CommandModel {
  readonly name: string
  readonly description: string
  readonly flags: readonly FlagModel[]
  /** What the arguments complete to. */
  readonly values: Values
}

/** All commands and the flags that every command takes, from the parser that also prints the help. */
export function toModel(program: Command): {
  flags: readonly FlagModel[]
  commands: readonly CommandModel[]
} {
  const flags = [...toFlags(program), toHelpFlag()]
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    flags: toFlags(command),
    values: toArgumentValues(command),
  }))
  const help = {
    name: 'help',
    description: 'show the help of a command',
    flags: [],
    values: commands.map(({ name }) => name),
  }
  return { flags, commands: [...commands, help] }
}

function toFlags(command: Command): FlagModel[] {
  return command.options
    .filter(({ hidden, long }) => !hidden && long !== undefined)
    .map(({ long, short, description, required, argChoices, flags }) => ({
      long: long!,
      short: short ?? undefined,
      description,
      values: required ? (argChoices ?? toValues(flags)) : undefined,
    }))
}

function toHelpFlag(): FlagModel {
  return { long: '--help', short: '-h', description: 'show help', values: undefined }
}

function toValues(flags: string): Values {
  return /<file>/.test(flags) ? 'file' : 'none'
}

function toArgumentValues(command: Command): Values {
  const [argument] = command.registeredArguments
  if (!argument) return 'none'
  if (argument.name() === 'command') return 'program'
  // `bash, zsh, fish`, or a single word: the values themselves.
  return /^\w+(, \w+)*$/.test(argument.description) ? argument.description.split(', ') : 'none'
}
