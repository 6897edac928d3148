import { Option } from 'commander'
import type { Command } from 'commander'

import type { GlobalFlags } from '../config/global-flags.ts'
import { usageError } from '../errors/command-error.ts'

/** One flag of a command. */
export interface FlagDefinition {
  /** As the help shows it: `-X, --method <method>`. */
  syntax: string
  description: string
  /** The only values that the flag takes. */
  choices?: readonly string[]
  /** Values that shells complete, when others are allowed too. */
  values?: readonly string[]
  /**
   * Converts the text of the value.
   *
   * @param previous - The value so far, when the flag is given several times.
   * @throws CommandError (usage) that names the flag and shows no value.
   */
  parse?: (text: string, previous: unknown) => unknown
}

/** A command: help, shell completions and parsing all come from this. */
export interface CommandDefinition<Flags extends object = object> {
  name: string
  description: string
  /** The arguments by name and description: `<path>` is required, `[path]` optional, `<words...>` a list. */
  args?: Readonly<Record<string, string>>
  flags?: readonly FlagDefinition[]
  /** Lines as a user types them, shown at the end of the help. */
  examples: readonly string[]
  /** Shown after the examples. */
  notes?: string
  run: (invocation: Invocation<Flags>) => Promise<void>
}

/** What a command is called with. */
export interface Invocation<Flags extends object = object> {
  readonly flags: GlobalFlags & Flags
  /** The arguments in order. */
  readonly args: readonly string[]
  /** The parser with all commands, for commands that describe it. */
  readonly program: Command
}

/** Adds a command to the parser. */
export function defineCommand<Flags extends object>(
  program: Command,
  definition: CommandDefinition<Flags>,
): void {
  const { name, description, args = {}, flags = [], examples, notes, run } = definition
  const command = program.command(name).description(description)
  for (const [syntax, text] of Object.entries(args)) command.argument(syntax, text)
  for (const flag of flags) command.addOption(toOption(flag))
  command
    .addHelpText('after', formatExamples(examples) + (notes === undefined ? '' : `\n${notes}\n`))
    .action(() =>
      run({
        flags: command.optsWithGlobals<GlobalFlags & Flags>(),
        args: command.args,
        program,
      }),
    )
}

/** The examples at the end of a help text. */
export function formatExamples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`
}

function toOption({ syntax, description, choices, parse }: FlagDefinition): Option {
  const option = new Option(syntax, description)
  if (choices) option.choices(choices)
  const toValue = parse ?? (choices && ((text: string) => parseChoice(text, option.long!, choices)))
  return toValue ? option.argParser(toValue) : option
}

function parseChoice(text: string, flag: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text
  throw usageError(`${flag} must be one of ${choices.join(', ')}.`)
}
